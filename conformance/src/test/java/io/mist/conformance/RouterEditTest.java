package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Edits of router.conf and of jars do not disturb a running stream. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class RouterEditTest {

    private static final Path JAR =
            Distribution.freshDirectory("RouterEditTest-jobs").resolve("versioned.jar");

    private static final String STREAM = """
            ticker { path = "%s", className = "jobs.VersionedStream", trigger = "300 ms" }
            """.formatted(JAR);
    private static final String BATCH = """
            versions { path = "%s", className = "jobs.VersionedBatch" }
            """.formatted(JAR);

    @RegisterExtension
    static final MistProcess mist = MistProcess.with(() -> {
        jar("one");
        return STREAM;
    });

    private static String run;

    private static void jar(String version) {
        Jobs.jar(JAR, version, "Versions", "VersionedStream", "VersionedBatch");
    }

    @Test
    @Order(1)
    void aStreamRuns() {
        run = mist.startRunning("ticker", Map.of());

        awaitTicks(run, "one");
    }

    @Test
    @Order(2)
    void aRouteThatIsAddedAppearsAndCanBeStarted() {
        mist.router(STREAM + BATCH);
        await("the new route is there")
                .atMost(MistProcess.PATIENCE)
                .until(() -> mist.get("/v1/routes/versions").status() == 200);

        assertThat(result()).containsExactly("one", "one");
    }

    @Test
    @Order(3)
    void aRouteThatIsChangedHasItsNewDefinitionAtTheNextRun() {
        mist.router(STREAM + BATCH.replace("}", ", namespace = \"other\" }"));
        await("the route is changed")
                .atMost(MistProcess.PATIENCE)
                .until(() -> mist.get("/v1/routes/versions")
                        .json()
                        .path("namespace")
                        .asText()
                        .equals("other"));
    }

    @Test
    @Order(4)
    void aBrokenFileIsReportedWithItsLineAndChangesNothing() {
        mist.router(STREAM + "versions {\n  pth = \"x.jar\"\n  className = 'a.B'\n}\n");
        await("the server is degraded")
                .atMost(MistProcess.PATIENCE)
                .until(() -> status().path("state").asText().equals("degraded"));

        JsonNode status = status().path("router");
        assertThat(Answer.problems(status))
                .anyMatch(problem -> problem.startsWith("line 3: ") && problem.contains("did you mean 'path'?"))
                .anyMatch(problem -> problem.startsWith("line 4: ") && problem.contains("className = \"a.B\""))
                .noneMatch(problem -> problem.contains("Exception"));
        assertThat(mist.get("/v1/routes/versions").json().path("namespace").asText())
                .isEqualTo("other");
        assertThat(mist.get("/v1/routes").json().path("routes")).hasSize(2);
        awaitMoreTicks();
    }

    @Test
    @Order(5)
    void aCorrectedFileTakesEffect() {
        mist.router(STREAM + BATCH);
        await("the server is healthy again")
                .atMost(MistProcess.PATIENCE)
                .until(() -> status().path("state").asText().equals("ok"));

        await("the route is changed back")
                .atMost(MistProcess.PATIENCE)
                .until(() -> mist.get("/v1/routes/versions")
                        .json()
                        .path("namespace")
                        .asText()
                        .equals("default"));
        assertThat(status().path("router").path("problems")).isEmpty();
        assertThat(result()).containsExactly("one", "one");
    }

    @Test
    @Order(6)
    void aReplacedJarServesTheNextRunsWhileRunningOnesKeepTheirs() {
        jar("two");

        assertThat(result()).containsExactly("two", "two");
        String second = mist.startRunning("ticker", Map.of());
        awaitTicks(second, "two");
        int seen = ticks(run).size();
        await("the old run continues")
                .atMost(MistProcess.PATIENCE)
                .until(() -> ticks(run).size() > seen);
        assertThat(ticks(run)).extracting(RouterEditTest::version).containsOnly("one");
        assertThat(ticks(second)).extracting(RouterEditTest::version).containsOnly("two");
        assertThat(mist.worker("default").path("runs").asInt()).isEqualTo(2);
        mist.cancel(second);
    }

    @Test
    @Order(7)
    void aRouteThatIsRemovedIsUnknownAndItsRunContinues() {
        mist.router(BATCH);
        await("the route is gone")
                .atMost(MistProcess.PATIENCE)
                .until(() -> mist.get("/v1/routes/ticker").status() == 404);

        JsonNode view = mist.run(run);
        assertThat(view.path("state").asText()).isEqualTo("RUNNING");
        assertThat(view.path("attempt").asInt()).isEqualTo(1);
        assertThat(mist.cancel(run).path("state").asText()).isEqualTo("CANCELLED");
    }

    private static JsonNode status() {
        return mist.get("/v1/status").mustBe(200).json();
    }

    private static List<String> result() {
        JsonNode result = mist.post("/v1/routes/versions/runs?wait=" + MistProcess.PATIENCE, "{}")
                .mustBe(200)
                .json();
        return List.of(result.path(0).asText(), result.path(1).asText());
    }

    private static List<JsonNode> ticks(String ofRun) {
        return mist.messages("ticker", "ticks", "&run=" + ofRun);
    }

    private static String version(JsonNode message) {
        return message.path("data").path("version").asText();
    }

    private static void awaitTicks(String ofRun, String version) {
        await("ticks of " + ofRun)
                .atMost(MistProcess.PATIENCE)
                .untilAsserted(() -> assertThat(ticks(ofRun))
                        .isNotEmpty()
                        .extracting(RouterEditTest::version)
                        .containsOnly(version));
    }

    private static void awaitMoreTicks() {
        int seen = ticks(run).size();
        await("more ticks").atMost(MistProcess.PATIENCE).until(() -> ticks(run).size() > seen);
    }
}
