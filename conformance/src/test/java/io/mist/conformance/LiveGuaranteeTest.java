package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.conformance.LiveEvidence.Accepted;
import io.mist.conformance.LiveEvidence.Applied;
import io.mist.conformance.LiveEvidence.Line;
import io.mist.conformance.LiveEvidence.Recorded;
import io.mist.conformance.LiveEvidence.Sighting;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The check of the guarantee can fail: evidence with a single defect is rejected for that defect. */
final class LiveGuaranteeTest {

    private final SortedMap<Long, JsonNode> history = new TreeMap<>();
    private final List<Accepted> accepted = new ArrayList<>();
    private final List<Applied> applied = new ArrayList<>();
    private final List<Recorded> recorded = new ArrayList<>();
    private final List<Sighting> sightings = new ArrayList<>();

    /** Three versions; epochs 0 and 1 have the second, epoch 2 the third; epoch 1 was interrupted once and repeated. */
    LiveGuaranteeTest() {
        for (long version = 1; version <= 3; version++) {
            history.put(
                    version,
                    Json.object()
                            .put("serial", version)
                            .put("word", "w" + version)
                            .put("least", version - 1));
        }
        accepted.add(new Accepted(2, Json.object().put("serial", 2).put("word", "w2"), "a client"));
        accepted.add(new Accepted(3, Json.object().put("serial", 3), "a client"));
        applied.add(new Applied("states", 2, 0));
        applied.add(new Applied("states", 3, 2));
        recorded.add(new Recorded("states", 0, 2, "side log"));
        recorded.add(new Recorded("states", 2, 3, "side log"));
        sightings.add(sighting("states", 0, "a", true, 2, 2));
        sightings.add(sighting("states", 1, "b", false, 2, 1));
        sightings.add(sighting("states", 1, "c", true, 2, 2));
        sightings.add(sighting("states", 2, "d", true, 3, 2));
    }

    private static Sighting sighting(String query, long epoch, String where, boolean isWhole, long version, int lines) {
        return new Sighting(
                query,
                epoch,
                "0",
                where,
                isWhole,
                LongStream.range(0, lines)
                        .mapToObj(row -> line(10 * epoch + row, version))
                        .toList());
    }

    private static Line line(long offset, long version) {
        String values = version + " w" + version + " " + (version - 1);
        return new Line(offset, version, values, values, 31 * offset);
    }

    private List<String> violations() {
        return LiveGuarantee.violations(new LiveEvidence(history, accepted, applied, recorded, sightings));
    }

    private void mustBeRejected(String... reasons) {
        assertThat(violations()).hasSize(reasons.length);
        for (int i = 0; i < reasons.length; i++) {
            assertThat(violations().get(i)).startsWith(reasons[i]);
        }
    }

    @Test
    void soundEvidenceIsAccepted() {
        assertThat(violations()).isEmpty();
    }

    @Test
    void twoVersionsInOneEpochAreRejected() {
        sightings.add(new Sighting("states", 2, "1", "e", true, List.of(line(25, 2), line(26, 3))));

        mustBeRejected(
                "epoch 2 of states has versions {2=e, 3=side log}",
                "epoch 2 of states has versions {2=e, 3=side log}, but the server reported that version 3",
                "the last epoch of states, 2, has versions {2=e, 3=side log} (expected: 3");
    }

    @Test
    void aRecordThatContradictsWhatTasksSawIsRejected() {
        recorded.set(0, new Recorded("states", 0, 3, "side log"));

        mustBeRejected(
                "epoch 0 of states has versions {2=a, 3=side log}",
                "epoch 1 of states has version 2, but an earlier one had 3");
    }

    @Test
    void aReplayUnderALaterVersionIsRejected() {
        sightings.set(2, sighting("states", 1, "c", true, 3, 2));

        mustBeRejected(
                "epoch 1 of states has versions {2=b, 3=c}", "epoch 1 of states, part 0: b has [Line[offset=10, ");
    }

    @Test
    void aReplayThatDiffersInWhatItMadeIsRejected() {
        Line other = new Line(10, 2, "2 w2 1", "2 w2 1", 4711);
        sightings.set(2, new Sighting("states", 1, "0", "c", true, List.of(other, line(11, 2))));

        mustBeRejected("epoch 1 of states, part 0: b has [Line[offset=10, version=2,");
    }

    @Test
    void aReplayThatHasLessThanWasSeenBeforeIsRejected() {
        sightings.set(2, sighting("states", 1, "c", true, 2, 0));

        mustBeRejected("epoch 1 of states, part 0: b has [Line[");
    }

    @Test
    void twoInterruptedAttemptsAreComparedToo() {
        sightings.set(2, new Sighting("states", 1, "0", "c", false, List.of(line(10, 2), line(11, 2))));
        assertThat(violations()).isEmpty();

        sightings.set(2, new Sighting("states", 1, "0", "c", false, List.of(line(11, 2), line(12, 2))));
        mustBeRejected("epoch 1 of states, part 0: b has [Line[offset=10,");
    }

    @Test
    void aVersionThatDecreasesIsRejected() {
        sightings.add(sighting("states", 3, "e", true, 2, 2));
        applied.clear();

        mustBeRejected(
                "epoch 3 of states has version 2, but an earlier one had 3",
                "the last epoch of states, 3, has versions {2=e} (expected: 3");
    }

    @Test
    void valuesOfSeveralVersionsInOneRecordAreRejected() {
        Line torn = new Line(20, 3, "3 w3 2", "3 w2 2", 31 * 20);
        sightings.set(3, new Sighting("states", 2, "0", "d", true, List.of(torn)));

        mustBeRejected(
                "d: Line[offset=20, version=3, columns=3 w3 2, gets=3 w2 2, folded=620] (expected: version 3 has");
    }

    @Test
    void aVersionThatIsNotInTheHistoryIsRejected() {
        sightings.add(sighting("states", 3, "e", true, 4, 1));

        mustBeRejected("e: Line[", "the last epoch of states, 3, has versions {4=e}");
    }

    @Test
    void anAcceptedChangeThatIsLostIsRejected() {
        accepted.add(new Accepted(4, Json.object().put("serial", 9), "a client"));

        mustBeRejected("a client had version 4 with {\"serial\":9}, which is lost");
    }

    @Test
    void anAcceptedChangeThatWasOverwrittenIsRejected() {
        accepted.add(new Accepted(3, Json.object().put("word", "mine"), "a client"));

        mustBeRejected("a client had version 3 with {\"word\":\"mine\"}, which now has {\"serial\":3,");
    }

    @Test
    void aGapInTheHistoryIsRejected() {
        history.remove(1L);

        mustBeRejected("history: after version 0 comes version 2");
    }

    @Test
    void aVersionThatWasAppliedAndIsNotInEffectIsRejected() {
        applied.add(new Applied("states", 3, 1));

        mustBeRejected(
                "epoch 1 of states has versions {2=b}, but the server reported that version 3 is in effect from");
    }

    @Test
    void aLastVersionThatIsNeverInEffectIsRejected() {
        history.put(4L, Json.object().put("serial", 4).put("word", "w4").put("least", 3));

        mustBeRejected(
                "the last epoch of states, 2, has versions {3=side log} (expected: 4, the last that was accepted)");
    }

    @Test
    void rowsThatAnotherVersionsFilterPassesAreRejected() {
        sightings.add(new Sighting(
                "columns",
                0,
                "0",
                "log",
                true,
                LongStream.range(0, 32)
                        .filter(offset -> offset % 16 >= 8)
                        .mapToObj(offset -> line(offset, 3))
                        .toList()));
        assertThat(violations()).isEmpty();

        sightings.set(
                4,
                new Sighting(
                        "columns",
                        0,
                        "0",
                        "log",
                        true,
                        LongStream.range(0, 32)
                                .filter(offset -> offset % 16 >= 4)
                                .mapToObj(offset -> line(offset, 3))
                                .toList()));
        mustBeRejected("epoch 0 of columns has the rows [4, 5, 6, 7, 8");
    }
}
