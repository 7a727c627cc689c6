package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.conformance.LiveStage.Held;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The guarantee of live parameters: clients change them at random times, and the worker is killed at random points. At the end
 * all that was seen anywhere must agree with {@link LiveGuarantee}.
 */
final class LiveProofTest {

    private static final long SEED = Long.getLong("mist.seed", new Random().nextLong());
    private static final int KILLS = Integer.getInteger("mist.proof.kills", 10);
    private static final int KILLS_IN_PYTHON = Integer.getInteger("mist.proof.kills-in-python", 3);

    private static final Path JAR =
            Distribution.freshDirectory("LiveProofTest-jobs").resolve("jobs.jar");

    @RegisterExtension
    static final MistProcess mist = MistProcess.with(() -> """
            mist.restart { max-restarts = 1000, backoff = 100 ms, max-backoff = 100 ms }
            mist.context-defaults.spark-conf {
              spark.master = "local[4]"
              spark.sql.shuffle.partitions = 4
              spark.ui.enabled = false
              %s
            }
            """.formatted(PythonJobs.setting()), () -> {
        Jobs.jar(JAR, "one", "LiveProof", "LiveReading", "Witness", "Note", "Hold");
        return """
                proof { path = "%s", className = "jobs.LiveProof", trigger = "300 ms" }
                proof-python { path = "%s", className = "live_proof", trigger = "300 ms" }
                """.formatted(JAR, PythonJobs.file(JAR.resolveSibling("live_proof.py"), ""));
    });

    /** When the worker is killed. */
    private enum Moment {
        /** Whatever it is doing. */
        ANY,
        /** A change was accepted a moment ago. */
        ACCEPTED,
        /** An epoch has its offsets, but maybe no task yet. */
        PLANNED,
        /** Tasks of an epoch are done, one is half way through, and another version has been accepted since. */
        IN_TASK,
        /** All tasks of an epoch are done, it is not committed, and another version has been accepted since. */
        BEFORE_COMMIT
    }

    private final Random random = new Random(SEED);
    private final List<Held> cutOff = new ArrayList<>();
    private LiveStage stage;
    private LiveChanger changer;
    private Pusher pusher;

    @Test
    void everyEpochHasOneVersionWhateverIsChangedAndWheneverTheWorkerIsKilled() {
        prove("proof", KILLS);
    }

    @Test
    void everyEpochHasOneVersionInPythonToo() {
        prove("proof-python", KILLS_IN_PYTHON);
    }

    private void prove(String route, int kills) {
        System.out.println("LiveProofTest: -Dmist.seed=" + SEED + ", " + kills + " kills of " + route);
        stage = new LiveStage(mist, route, 300);
        try (LiveChanger changes = new LiveChanger(mist, stage.run(), random.nextLong());
                Pusher lines = new Pusher(mist, route, LiveStage::line, Duration.ofMillis(200))) {
            changer = changes;
            pusher = lines;
            for (Moment moment : moments(kills)) {
                int attempt = stage.attempt();
                await(moment);
                stage.kill();
                stage.letGoAll();
                stage.readRecords();
                stage.awaitAttempt(attempt + 1);
            }
            changer.stop();
            stage.awaitEverywhere(changer.change("?wait=applied&timeout=PT60S"));
        }
        mist.cancel(stage.run());
        mustHold();
    }

    /** Each of them equally often, or some if there are fewer kills; in an order of the seed. */
    private List<Moment> moments(int kills) {
        List<Moment> all = new ArrayList<>(List.of(Moment.values()));
        Collections.shuffle(all, random);
        List<Moment> moments = new ArrayList<>();
        for (int i = 0; i < kills; i++) {
            moments.add(all.get(i % all.size()));
        }
        Collections.shuffle(moments, random);
        return moments;
    }

    private void await(Moment moment) {
        switch (moment) {
            case ANY -> awaitLines(random.nextInt(15));
            case ACCEPTED -> {
                awaitLines(random.nextInt(8));
                changer.change("");
            }
            case PLANNED -> stage.awaitNextPlan(anyQuery());
            case IN_TASK -> holdAndChange(anyQuery());
            case BEFORE_COMMIT -> holdAndChange(LiveStage.AFTER_TASKS);
        }
    }

    /** A moment that depends on the seed. */
    private void awaitLines(int pushes) {
        int from = pusher.acknowledged();
        Awaitility.await("more lines")
                .atMost(MistProcess.PATIENCE)
                .until(() -> pusher.acknowledged() >= from + pushes * Pusher.PER_PUSH);
    }

    private String anyQuery() {
        return LiveStage.QUERIES.get(random.nextInt(LiveStage.QUERIES.size()));
    }

    private void holdAndChange(String where) {
        cutOff.add(stage.hold(where));
        changer.change("");
    }

    private void mustHold() {
        for (Held held : cutOff) {
            assertThat(stage.attempts(held)).as("attempts of %s", held).isGreaterThan(1);
        }
        LiveEvidence evidence = stage.evidence(changer);
        System.out.println("LiveProofTest: " + evidence.summary());
        assertThat(LiveGuarantee.violations(evidence))
                .as("-Dmist.seed=%s: %s; notes in %s", SEED, evidence.summary(), mist.directory())
                .isEmpty();
    }
}
