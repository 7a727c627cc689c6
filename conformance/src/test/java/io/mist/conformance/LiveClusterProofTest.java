package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mist.conformance.LiveStage.Held;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The guarantee of live parameters on a cluster: speculative copies, and tasks that are tried again because their executor was
 * killed, see what the first attempt saw.
 */
final class LiveClusterProofTest {

    private static final long SEED = Long.getLong("mist.seed", new Random().nextLong());

    private static final Path JAR =
            Distribution.freshDirectory("LiveClusterProofTest-jobs").resolve("jobs.jar");

    /** Speculation needs two hosts. */
    @Order(1)
    @RegisterExtension
    static final SparkCluster cluster = new SparkCluster("LiveClusterProofTest", 3, "127.0.0.1", "127.0.0.2");

    @Order(2)
    @RegisterExtension
    static final MistProcess mist =
            MistProcess.with(() -> """
            mist.workers.server-address = "%s"
            mist.restart { max-restarts = 1000, backoff = 100 ms, max-backoff = 100 ms }
            mist.context-defaults.spark-conf {
              spark.master = "%s"
              spark.executor.memory = "512m"
              spark.executor.cores = 3
              spark.cores.max = 6
              spark.sql.shuffle.partitions = 4
              spark.ui.enabled = false
              "spark.speculation" = true
              "spark.speculation.interval" = "100ms"
              "spark.speculation.quantile" = 0.5
              "spark.speculation.minTaskRuntime" = "1s"
              %s
            }
            """.formatted(Distribution.HOST, cluster.master(), PythonJobs.setting()), () -> {
                Jobs.jar(JAR, "one", "LiveProof", "LiveReading", "Witness", "Note", "Hold");
                return """
                proof { path = "%s", className = "jobs.LiveProof", trigger = "500 ms" }
                proof-python { path = "%s", className = "live_proof", trigger = "500 ms" }
                """.formatted(JAR, PythonJobs.file(JAR.resolveSibling("live_proof.py"), ""));
            });

    private LiveStage stage;
    private LiveChanger changer;

    @Test
    void copiesAndRetriesOfTasksSeeTheVersionOfTheirEpoch() {
        prove("proof", LiveStage.QUERIES);
    }

    /** The queries of micro-batches and of state suffice: the others differ only on the driver. */
    @Test
    void copiesAndRetriesOfTasksInPythonSeeTheVersionOfTheirEpoch() {
        prove("proof-python", List.of("columns"));
    }

    private void prove(String route, List<String> queries) {
        System.out.println("LiveClusterProofTest: -Dmist.seed=" + SEED + ", " + route);
        stage = new LiveStage(mist, route, 500);
        try (LiveChanger changes = new LiveChanger(mist, stage.run(), SEED);
                Pusher lines = new Pusher(mist, route, LiveStage::line, Duration.ofMillis(200))) {
            changer = changes;
            lines.acknowledged();
            for (String query : queries) {
                awaitAnotherAttempt(holdAndChange(query));
            }
            killAnExecutor();
            assertThat(stage.attempt()).as("the stream ran all the time").isEqualTo(1);
            changer.stop();
            stage.awaitEverywhere(changer.change("?wait=applied&timeout=PT60S"));
        }
        mist.cancel(stage.run());
        LiveEvidence evidence = stage.evidence(changer);
        System.out.println("LiveClusterProofTest: " + evidence.summary());
        assertThat(LiveGuarantee.violations(evidence))
                .as("-Dmist.seed=%s: %s; notes in %s", SEED, evidence.summary(), mist.directory())
                .isEmpty();
    }

    /** In the middle of a task with state, whose rows have come through a shuffle. */
    private void killAnExecutor() {
        Held held = holdAndChange("states");
        stage.kill(executorOf(held.pid()));
        stage.letGoAll();
        awaitAnotherAttempt(held);
    }

    /** The process itself, or the ancestor that has started the task's Python. */
    private static long executorOf(long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        while (!process.info().command().orElseThrow().endsWith("java")) {
            process = process.parent().orElseThrow();
        }
        return process.pid();
    }

    private Held holdAndChange(String query) {
        Held held = stage.hold(query);
        changer.change("");
        return held;
    }

    /** The held attempt cannot end before then, so another one does. */
    private void awaitAnotherAttempt(Held held) {
        await("another attempt of " + held).atMost(MistProcess.PATIENCE).until(() -> stage.isWhole(held));
        stage.letGoAll();
    }
}
