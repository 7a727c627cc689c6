package io.mist.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.ErrorKind;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.wire.LiveChecked;
import io.mist.server.config.LiveConfig;
import io.mist.server.gate.Caller;
import io.mist.server.gate.LiveRequest;
import io.mist.server.gate.LiveVersion;
import io.mist.server.gate.LiveView;
import io.mist.server.run.ManualClock;
import io.mist.server.run.Run;
import io.mist.server.run.RunWaits;
import io.mist.server.run.Runs;
import io.mist.server.run.SampleRuns;
import io.mist.server.store.Database;
import io.mist.server.store.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random changes, good and bad: each is made whole or refused, and the history tells all that were made. */
class LiveFuzzTest {

    private static final int CHANGES = 600;
    private static final List<String> FIELDS = List.of("filter", "limit", "tags", "fliter", "", "a.b", "\u00fc");
    private static final List<String> VALUES = List.of(
            "\"x\"",
            "\"\"",
            "\"\u00fc\\u0000\"",
            "7",
            "101",
            "-1",
            "1.0",
            "7.5",
            "1e400",
            "99999999999999999999999",
            "true",
            "null",
            "[]",
            "[1,[2,[3]]]",
            "{}",
            "{\"a\":\"1\"}",
            "{\"a\":null,\"b\":\"2\"}",
            "{\"a\":1}",
            "{\"a\":{\"b\":{}}}");

    private final Random random = new Random();
    private final long seed = random.nextLong();
    private final List<ObjectNode> made = new ArrayList<>();
    private final Map<String, String> keys = new HashMap<>();

    @Test
    void everyChangeIsMadeWholeOrRefusedAndTheHistoryTellsAllThatWereMade() {
        System.out.println("LiveFuzzTest: seed " + seed);
        random.setSeed(seed);
        try (Database database = TestDatabase.empty()) {
            Runs runs = new Runs(database.jdbi(), new ManualClock(SampleRuns.NOON));
            LiveValues live = new LiveValues(
                    database.jdbi(), runs, new LiveConfig(16 << 20, 10_000, 64 << 20, 10_000), Runnable::run);
            AtomicReference<LiveChanges> way = new AtomicReference<>();
            LiveChanges changes = new LiveChanges(
                    live,
                    runs,
                    new RunWaits(runs, Duration.ofMinutes(1), Runnable::run),
                    new LiveWaits(runs, live, Duration.ofMinutes(1), Runnable::run),
                    (to, message) -> {
                        if (message.hasCheckLive()) {
                            way.get()
                                    .checked(LiveChecked.newBuilder()
                                            .setRequest(message.getCheckLive().getRequest())
                                            .build());
                        }
                        return true;
                    },
                    Runnable::run);
            way.set(changes);
            Run run = SampleRuns.aRunningRun(runs, "w1");
            ObjectNode first = Json.parseObject("{\"filter\":\"error\"}");
            live.begin(run.id(), first, new Caller("http", null));
            made.add(first);
            for (int i = 0; i < CHANGES; i++) {
                attempt(live, changes, run);
            }

            List<LiveVersion> history = live.history(run, 1_000, null).versions();
            assertThat(history).as("seed " + seed).hasSize(made.size());
            assertThat(made.size()).as("seed " + seed).isGreaterThan(CHANGES / 20);
            for (LiveVersion version : history) {
                int index = (int) version.version() - 1;
                ObjectNode before = index == 0 ? Json.MAPPER.createObjectNode() : made.get(index - 1);
                assertThat(version.changed())
                        .as("seed " + seed + ", version " + version.version())
                        .isEqualTo(Differences.between(before, made.get(index)));
            }
        }
    }

    private void attempt(LiveValues live, LiveChanges changes, Run run) {
        LiveRequest request = request(run);
        int before = made.size();
        String what = "seed " + seed + ", after version " + before + ": " + request;
        LiveView view;
        try {
            view = changes.change(request, new Caller("fuzz", null), target -> run.id())
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            assertThat(e.getCause()).as(what).isInstanceOf(MistException.class);
            MistException refused = (MistException) e.getCause();
            assertThat(refused.kind()).as(what + " " + refused).isEqualTo(ErrorKind.CALLER);
            assertThat(live.view(run).version()).as(what).isEqualTo(before);
            assertThat(live.view(run).values()).as(what).isEqualTo(made.get(before - 1));
            return;
        }
        if (view.version() > before) {
            assertThat(view.version()).as(what).isEqualTo(before + 1);
            made.add(view.values());
        }
        ObjectNode expected = request.change() instanceof LiveRequest.Rollback rollback
                ? made.get((int) rollback.to() - 1)
                : MergePatch.merged(made.get(before - 1), ((LiveRequest.Patch) request.change()).values());
        String key = request.key();
        String known = key == null ? null : keys.put(key, Fingerprint.of(request.change()));
        if (known == null) {
            assertThat(view.values()).as(what).isEqualTo(expected);
        } else {
            assertThat(known).as(what).isEqualTo(Fingerprint.of(request.change()));
        }
    }

    private LiveRequest request(Run run) {
        return new LiveRequest(
                LiveRequest.Target.run(run.id()),
                change(),
                random.nextInt(5) == 0 ? (Long) (long) random.nextInt(made.size() + 2) : null,
                null,
                key());
    }

    private @Nullable String key() {
        return random.nextInt(3) == 0 ? "k" + random.nextInt(50) : null;
    }

    private LiveRequest.Change change() {
        if (random.nextInt(6) == 0) {
            return new LiveRequest.Rollback(random.nextInt(made.size() + 2));
        }
        StringBuilder patch = new StringBuilder("{");
        List<String> fields = new ArrayList<>(FIELDS);
        java.util.Collections.shuffle(fields, random);
        // Mostly known fields, so that a good part is accepted.
        List<String> some = random.nextInt(3) == 0 ? fields.subList(0, 2) : List.of(FIELDS.get(random.nextInt(3)));
        for (String field : some) {
            patch.append(patch.length() > 1 ? "," : "")
                    .append(Json.write(field))
                    .append(":")
                    .append(value());
        }
        return new LiveRequest.Patch(Json.parseObject(patch.append("}").toString()));
    }

    private String value() {
        return VALUES.get(random.nextInt(VALUES.size()));
    }
}
