package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.conformance.LiveEvidence.Accepted;
import io.mist.conformance.LiveEvidence.Line;
import io.mist.conformance.LiveEvidence.Recorded;
import io.mist.conformance.LiveEvidence.Sighting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A run of LiveProof: holds it, kills it, and collects its evidence. */
final class LiveStage {

    static final List<String> QUERIES = List.of("columns", "seenLines", "states", "batches");

    /** Holds the driver instead of a task, at the end of the function of {@code batches}. */
    static final String AFTER_TASKS = "foreachBatch";

    private static final List<String> OUTPUTS = List.of("columns", "seenLines", "states");

    /** A held task, and its process. */
    record Held(String query, long epoch, String part, long pid) {

        static Held parse(String where, String text) {
            String[] words = text.split(" ");
            boolean isDriver = where.equals(AFTER_TASKS);
            return new Held(
                    isDriver ? "batches" : where,
                    Long.parseLong(words[0]),
                    isDriver ? "driver" : "2",
                    Long.parseLong(words[1]));
        }
    }

    private final MistProcess mist;
    private final String route;
    private final Path directory;
    private final String run;
    private final SortedMap<Long, JsonNode> history = new TreeMap<>();
    private final Set<Recorded> recorded = new LinkedHashSet<>();
    private final Map<Path, Accepted> values = new LinkedHashMap<>();

    /** Starts the run. */
    LiveStage(MistProcess mist, String route, int pauseMillis) {
        this.mist = mist;
        this.route = route;
        this.directory = mist.directory().resolve("proof-" + route);
        create(directory.resolve("hold"));
        create(directory.resolve("held"));
        this.run = mist.startRunning(
                route,
                Map.of(
                        "directory",
                        directory.toString(),
                        "pauseMillis",
                        pauseMillis,
                        "serial",
                        1,
                        "word",
                        "w1",
                        "least",
                        0));
    }

    private static void create(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String run() {
        return run;
    }

    // ---- holding and killing

    /**
     * Waits until an epoch is half way through and held; it stays so until {@link #letGoAll}.
     *
     * @param where a query, or {@link #AFTER_TASKS}
     */
    Held hold(String where) {
        Path held = directory.resolve("held").resolve(where);
        try {
            Files.deleteIfExists(held);
            Files.createFile(directory.resolve("hold").resolve(where));
            await("an epoch of " + where + " is held")
                    .atMost(MistProcess.PATIENCE)
                    .until(() -> Files.exists(held));
            return Held.parse(where, text(held));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void letGoAll() {
        try {
            for (Path hold : Distribution.list(directory.resolve("hold"))) {
                Files.delete(hold);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until Spark has noted the offsets of the query's next epoch, which precedes its first task. */
    void awaitNextPlan(String query) {
        Path offsets = checkpoint(query).resolve("offsets");
        long known = newest(offsets);
        await("the next epoch of " + query)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(MistProcess.PATIENCE)
                .until(() -> newest(offsets) > known);
    }

    private static long newest(Path offsets) {
        return numbered(offsets).stream().mapToLong(LiveStage::number).max().orElse(-1);
    }

    private Path checkpoint(String query) {
        try (Stream<Path> files = Files.find(
                mist.directory().resolve("data"),
                5,
                (path, attributes) -> path.endsWith(Path.of(run, "checkpoints")))) {
            return files.findFirst()
                    .orElseThrow(() -> new AssertionError("no checkpoints of run " + run))
                    .resolve(query);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code kill -9} of the worker, the driver of the run. */
    void kill() {
        kill(mist.worker("default").path("pid").asLong());
    }

    void kill(long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        await("process " + pid + " is gone").atMost(Duration.ofSeconds(20)).until(() -> !process.isAlive());
    }

    int attempt() {
        return mist.run(run).path("attempt").asInt();
    }

    void awaitAttempt(int attempt) {
        await("attempt " + attempt + " of " + run)
                .atMost(MistProcess.PATIENCE)
                .until(() -> attempt() >= attempt
                        && mist.run(run).path("state").asText().equals("RUNNING"));
    }

    /** Waits until every query has an epoch with this version, and the server reports it. */
    void awaitEverywhere(long version) {
        for (String query : QUERIES) {
            await("version " + version + " is reported as applied in " + query)
                    .atMost(MistProcess.PATIENCE)
                    .until(() -> applied(query) >= version);
            await("version " + version + " in an epoch of " + query)
                    .atMost(MistProcess.PATIENCE)
                    .until(() -> sightings(query, newestEpoch(query)).stream()
                            .flatMap(sighting -> sighting.lines().stream())
                            .anyMatch(line -> line.version() >= version));
        }
    }

    private long applied(String query) {
        for (JsonNode one : mist.get("/v1/runs/" + run + "/live").json().path("applied")) {
            if (one.path("query").asText().equals(query)) {
                return one.path("version").asLong();
            }
        }
        return 0;
    }

    private long newestEpoch(String query) {
        return newest(directory.resolve("notes").resolve(query));
    }

    // ---- its evidence

    LiveEvidence evidence(LiveChanger changer) {
        readRecords();
        List<Sighting> sightings = new ArrayList<>();
        for (String query : QUERIES) {
            for (Path epoch : numbered(directory.resolve("notes").resolve(query))) {
                sightings.addAll(sightings(query, number(epoch)));
            }
        }
        for (String output : OUTPUTS) {
            List<JsonNode> messages = mist.messages(route, output, "&run=" + run);
            sightings.addAll(published(output, messages));
            messages.stream()
                    .map(message -> new Recorded(
                            output,
                            message.path("mistepoch").asLong(),
                            message.path("mistlive").asLong(),
                            "a message's mistlive"))
                    .forEach(recorded::add);
        }
        List<Accepted> accepted = new ArrayList<>(changer.accepted());
        accepted.addAll(values.values());
        return new LiveEvidence(history, accepted, changer.applied(), List.copyOf(recorded), sightings);
    }

    /** The number of attempts of a held task. */
    long attempts(Held held) {
        return sightings(held.query(), held.epoch()).stream()
                .filter(sighting -> sighting.part().equals(held.part()))
                .count();
    }

    /** Whether an attempt of a held task has finished. */
    boolean isWhole(Held held) {
        return sightings(held.query(), held.epoch()).stream()
                .anyMatch(sighting -> sighting.part().equals(held.part()) && sighting.isWhole());
    }

    private List<Sighting> sightings(String query, long epoch) {
        Path notes = directory.resolve("notes").resolve(query).resolve(String.valueOf(epoch));
        return Files.isDirectory(notes)
                ? Distribution.list(notes).stream()
                        .map(file -> sighting(query, epoch, file))
                        .toList()
                : List.of();
    }

    private static Sighting sighting(String query, long epoch, Path file) {
        String name = file.getFileName().toString();
        String text = text(file);
        // The text after the last line feed is incomplete.
        List<Line> lines = text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(Line::parse)
                .toList();
        return new Sighting(query, epoch, name.substring(0, name.indexOf('.')), name, name.endsWith(".whole"), lines);
    }

    private static List<Sighting> published(String output, List<JsonNode> messages) {
        Map<String, Sighting> parts = new LinkedHashMap<>();
        for (JsonNode message : messages) {
            JsonNode data = message.path("data");
            long epoch = message.path("mistepoch").asLong();
            String partition = data.path("partition").asText();
            parts.computeIfAbsent(
                            epoch + "/" + partition,
                            key -> new Sighting(output, epoch, partition, "log", true, new ArrayList<>()))
                    .lines()
                    .add(new Line(
                            data.path("offset").asLong(),
                            data.path("version").asLong(),
                            data.path("columns").asText(),
                            data.path("gets").asText(),
                            data.path("folded").asLong()));
        }
        return List.copyOf(parts.values());
    }

    /** Call it now and then, as old records are removed, and only while no worker runs. */
    void readRecords() {
        readHistory();
        for (String query : QUERIES) {
            Path live = checkpoint(query).resolve("mist-live");
            for (Path epoch : numbered(live.resolve("epochs"))) {
                recorded.add(new Recorded(
                        query,
                        number(epoch),
                        Json.read(text(epoch)).path("version").asLong(),
                        "the record in " + live));
            }
            for (Path version : numbered(live.resolve("versions"))) {
                values.computeIfAbsent(
                        version,
                        file -> new Accepted(number(file), Json.read(text(file)).path("values"), file.toString()));
            }
        }
    }

    private static List<Path> numbered(Path directory) {
        return Files.isDirectory(directory)
                ? Distribution.list(directory).stream()
                        .filter(file -> file.getFileName().toString().matches("\\d+"))
                        .toList()
                : List.of();
    }

    private static long number(Path file) {
        return Long.parseLong(file.getFileName().toString());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds the new versions of the history; known ones must not have changed. */
    private void readHistory() {
        for (JsonNode one : newVersions()) {
            long version = one.path("version").asLong();
            ObjectNode values = version == 1 ? Json.object() : ((ObjectNode) history.get(version - 1)).deepCopy();
            one.path("changed")
                    .properties()
                    .forEach(
                            field -> values.set(field.getKey(), field.getValue().path("to")));
            JsonNode known = history.put(version, values);
            assertThat(known == null ? values : known)
                    .as("version " + version + " read again")
                    .isEqualTo(values);
        }
    }

    /** The oldest first: reads pages from the newest version down to one whose predecessor is known. */
    private List<JsonNode> newVersions() {
        List<JsonNode> versions = new ArrayList<>();
        String page = "";
        while (true) {
            JsonNode found = mist.get("/v1/runs/" + run + "/live/history" + page)
                    .mustBe(200)
                    .json();
            found.path("versions").forEach(one -> versions.add(0, one));
            long oldest = versions.get(0).path("version").asLong();
            if (!found.hasNonNull("next") || history.containsKey(oldest - 1)) {
                return versions;
            }
            page = "?before=" + found.path("next").asText();
        }
    }

    /** A line of the input. */
    static String line(int number) {
        return Json.object().put("number", number).toString();
    }
}
