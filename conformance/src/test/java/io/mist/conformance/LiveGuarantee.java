package io.mist.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.conformance.LiveEvidence.Accepted;
import io.mist.conformance.LiveEvidence.Applied;
import io.mist.conformance.LiveEvidence.Line;
import io.mist.conformance.LiveEvidence.Recorded;
import io.mist.conformance.LiveEvidence.Sighting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Every record of an epoch, in every task, retry and speculative copy, and after any restart, sees exactly one version of the
 * live values; versions never decrease; no change that was accepted is lost. Lists what in the evidence contradicts this.
 */
final class LiveGuarantee {

    /** The period of the job's filter. */
    private static final int ROWS = 32;

    private static final int CYCLE = 16;
    private static final int STEP = 4;

    private final LiveEvidence evidence;
    private final List<String> violations = new ArrayList<>();
    /** By query and epoch, one source for each version. */
    private final Map<String, SortedMap<Long, SortedMap<Long, String>>> versions = new TreeMap<>();

    private LiveGuarantee(LiveEvidence evidence) {
        this.evidence = evidence;
    }

    /** @return one sentence each; empty if the guarantee holds */
    static List<String> violations(LiveEvidence evidence) {
        LiveGuarantee guarantee = new LiveGuarantee(evidence);
        guarantee.gatherVersions();
        guarantee.historyHasEveryVersion();
        guarantee.noAcceptedChangeIsLost();
        guarantee.everyEpochHasOneVersion();
        guarantee.versionsNeverDecrease();
        guarantee.everyLineHasTheValuesOfItsVersion();
        guarantee.everyReplayIsTheSame();
        guarantee.theFilterIsThatOfTheVersion();
        guarantee.whatIsAppliedStaysInEffect();
        guarantee.theLastVersionIsInEffect();
        return guarantee.violations;
    }

    private void gatherVersions() {
        for (Recorded recorded : evidence.recorded()) {
            note(recorded.query(), recorded.epoch(), recorded.version(), recorded.where());
        }
        for (Sighting sighting : evidence.sightings()) {
            for (Line line : sighting.lines()) {
                note(sighting.query(), sighting.epoch(), line.version(), sighting.where());
            }
        }
    }

    private void note(String query, long epoch, long version, String where) {
        versions.computeIfAbsent(query, name -> new TreeMap<>())
                .computeIfAbsent(epoch, number -> new TreeMap<>())
                .putIfAbsent(version, where);
    }

    private void historyHasEveryVersion() {
        long expected = 1;
        for (long version : evidence.history().keySet()) {
            if (version != expected) {
                violations.add("history: after version " + (expected - 1) + " comes version " + version);
            }
            expected = version + 1;
        }
    }

    private void noAcceptedChangeIsLost() {
        for (Accepted accepted : evidence.accepted()) {
            JsonNode values = evidence.history().get(accepted.version());
            if (values == null) {
                violations.add(accepted.where() + " had version " + accepted.version() + " with " + accepted.fields()
                        + ", which is lost");
            } else if (!isIn(accepted.fields(), values)) {
                violations.add(accepted.where() + " had version " + accepted.version() + " with " + accepted.fields()
                        + ", which now has " + values);
            }
        }
    }

    private static boolean isIn(JsonNode fields, JsonNode values) {
        JsonNode both = ((ObjectNode) values).deepCopy().setAll((ObjectNode) fields);
        return LiveEvidence.text(both).equals(LiveEvidence.text(values));
    }

    private void everyEpochHasOneVersion() {
        versions.forEach((query, epochs) -> epochs.forEach((epoch, found) -> {
            if (found.size() > 1) {
                violations.add("epoch " + epoch + " of " + query + " has versions " + found);
            }
        }));
    }

    private void versionsNeverDecrease() {
        versions.forEach((query, epochs) -> {
            long highest = 0;
            for (Map.Entry<Long, SortedMap<Long, String>> epoch : epochs.entrySet()) {
                long lowest = epoch.getValue().firstKey();
                if (lowest < highest) {
                    violations.add("epoch " + epoch.getKey() + " of " + query + " has version " + lowest
                            + ", but an earlier one had " + highest);
                }
                highest = Math.max(highest, epoch.getValue().lastKey());
            }
        });
    }

    private void everyLineHasTheValuesOfItsVersion() {
        for (Sighting sighting : evidence.sightings()) {
            for (Line line : sighting.lines()) {
                JsonNode values = evidence.history().get(line.version());
                String expected = values == null ? "no values, as it was never made" : LiveEvidence.text(values);
                if (!line.columns().equals(expected) || !line.gets().equals(expected)) {
                    violations.add(sighting.where() + ": " + line + " (expected: version " + line.version() + " has "
                            + expected + ")");
                    break;
                }
            }
        }
    }

    private void everyReplayIsTheSame() {
        Map<String, List<Sighting>> attempts = new LinkedHashMap<>();
        for (Sighting sighting : evidence.sightings()) {
            attempts.computeIfAbsent(
                            sighting.query() + "/" + sighting.epoch() + "/" + sighting.part(), key -> new ArrayList<>())
                    .add(sighting);
        }
        attempts.values().forEach(this::areTheSame);
    }

    private void areTheSame(List<Sighting> attempts) {
        Sighting model = attempts.get(0);
        for (Sighting attempt : attempts) {
            if (isBetter(attempt, model)) {
                model = attempt;
            }
        }
        for (Sighting attempt : attempts) {
            if (!isRepeatedBy(attempt, model)) {
                violations.add("epoch " + model.epoch() + " of " + model.query() + ", part " + model.part() + ": "
                        + attempt.where() + " has " + attempt.lines() + ", but " + model.where() + " has "
                        + model.lines());
            }
        }
    }

    private static boolean isBetter(Sighting one, Sighting other) {
        return one.isWhole() == other.isWhole()
                ? one.lines().size() > other.lines().size()
                : one.isWhole();
    }

    /** An interrupted attempt has the beginning of what the others have. */
    private static boolean isRepeatedBy(Sighting attempt, Sighting model) {
        if (attempt.isWhole()) {
            return attempt.lines().equals(model.lines());
        }
        int size = attempt.lines().size();
        return size <= model.lines().size()
                && attempt.lines().equals(model.lines().subList(0, size));
    }

    /** The log of the output columns has exactly the rows that the version's filter passes. */
    private void theFilterIsThatOfTheVersion() {
        SortedMap<Long, List<Line>> epochs = new TreeMap<>();
        for (Sighting sighting : evidence.sightings()) {
            if (sighting.query().equals("columns") && sighting.where().equals("log")) {
                epochs.computeIfAbsent(sighting.epoch(), epoch -> new ArrayList<>())
                        .addAll(sighting.lines());
            }
        }
        epochs.forEach((epoch, lines) -> {
            JsonNode values = evidence.history().get(lines.get(0).version());
            long least = values == null ? 0 : values.path("least").asLong() * STEP;
            List<Long> expected = LongStream.range(epoch * ROWS, (epoch + 1) * ROWS)
                    .filter(offset -> offset % CYCLE >= least)
                    .boxed()
                    .toList();
            List<Long> found = lines.stream().map(Line::offset).sorted().toList();
            if (!found.equals(expected)) {
                violations.add("epoch " + epoch + " of columns has the rows " + found + " (expected: " + expected
                        + ", as version " + lines.get(0).version() + " has " + values + ")");
            }
        });
    }

    private void whatIsAppliedStaysInEffect() {
        for (Applied applied : evidence.applied()) {
            SortedMap<Long, SortedMap<Long, String>> epochs = versions.getOrDefault(applied.query(), new TreeMap<>());
            epochs.tailMap(applied.epoch()).forEach((epoch, found) -> {
                if (found.firstKey() < applied.version()) {
                    violations.add("epoch " + epoch + " of " + applied.query() + " has versions " + found
                            + ", but the server reported that version " + applied.version()
                            + " is in effect from epoch "
                            + applied.epoch() + " on");
                }
            });
        }
    }

    private void theLastVersionIsInEffect() {
        long last = evidence.history().lastKey();
        versions.forEach((query, epochs) -> {
            SortedMap<Long, String> found = epochs.get(epochs.lastKey());
            if (found.firstKey() != last || found.lastKey() != last) {
                violations.add("the last epoch of " + query + ", " + epochs.lastKey() + ", has versions " + found
                        + " (expected: " + last + ", the last that was accepted)");
            }
        });
    }
}
