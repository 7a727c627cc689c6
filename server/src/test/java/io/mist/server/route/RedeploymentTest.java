package io.mist.server.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.server.config.RestartConfig;
import io.mist.server.gate.Caller;
import io.mist.server.gate.DeployRequest;
import io.mist.server.gate.DeployView;
import io.mist.server.store.Database;
import io.mist.server.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedeploymentTest {

    private final Database database = TestDatabase.empty();
    private final Map<String, RouteDefinition> router = new LinkedHashMap<>();

    @TempDir
    private Path directory;

    private Routes routes;
    private int builds;

    @BeforeEach
    void open() throws IOException {
        routes = routes();
    }

    /** Each artifact says itself what its job's contract is. */
    private Routes routes() throws IOException {
        FakeJava java =
                FakeJava.running(directory, "for last; do artifact=$class; class=$last; done; cat \"$artifact\"");
        Describer describer = new Describer(
                java.program(),
                Path.of("/opt/spark"),
                Path.of("/w.jar"),
                Duration.ofSeconds(60),
                context -> Optional.empty());
        return new Routes(
                () -> router,
                new DeployedRoutes(database.jdbi(), Clock.systemUTC()),
                new Artifacts(directory.resolve("artifacts")),
                new Contracts(database.jdbi(), describer, Clock.systemUTC()),
                new PublishedContracts(database.jdbi(), Clock.systemUTC()),
                new RunPlanner(
                        new RestartConfig(3, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(10)),
                        100_000),
                Runnable::run);
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** @param fields of the messages of the output {@code alerts}, all required */
    private Path jar(String name, String... fields) throws IOException {
        ObjectNode schema = Json.MAPPER.createObjectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        var required = schema.putArray("required");
        for (String field : fields) {
            properties.putObject(field).put("type", "string");
            required.add(field);
        }
        builds++;
        String contract = "{\"contracts\": [{\"job\": \"log-alerts\", \"className\": \"a.Job\", \"kind\": \"stream\","
                + " \"parameters\": {\"type\": \"object\"}, \"live\": {\"type\": \"object\"}, \"outputs\": {\"alerts\": "
                + schema + "}}]}";
        // Another length each time, as the time of a file is too coarse to tell two builds apart.
        return Files.writeString(directory.resolve(name), " ".repeat(builds) + contract);
    }

    private DeployView deploy(Path jar, boolean acceptBreaking, boolean dryRun) {
        ObjectNode definition =
                Json.MAPPER.createObjectNode().put("path", jar.toString()).put("className", "a.Job");
        return routes.deploy(new DeployRequest("alerts", definition, acceptBreaking, dryRun), new Caller("http", null));
    }

    private MistException refused(Path jar) {
        MistException refused = catchThrowableOfType(MistException.class, () -> deploy(jar, false, false));
        assertThat(refused).isNotNull();
        assertThat(refused.code()).isEqualTo("breaking-change");
        return refused;
    }

    @Test
    void aDeploymentThatBreaksClientsIsRefusedWithAllThatBreaks() throws IOException {
        Path first = jar("1.jar", "at", "level", "text");
        assertThat(deploy(first, false, false).isNew()).isTrue();

        MistException refused = refused(jar("2.jar", "text"));

        assertThat(refused.problems())
                .containsExactly(
                        new Problem("outputs.alerts.at", "removed"), new Problem("outputs.alerts.level", "removed"));
        assertThat(refused.text()).startsWith("2 changes of route 'alerts' would break its clients");
        assertThat(routes.require("alerts").path()).isEqualTo(first.toString());
    }

    @Test
    void whatBreaksIsDeployedWhenItIsAcceptedAndIsTheMeasureFromThenOn() throws IOException {
        deploy(jar("1.jar", "at", "text"), false, false);
        Path second = jar("2.jar", "text");

        assertThat(deploy(second, true, false).breaking()).hasSize(1);

        assertThat(deploy(second, false, false).outcome()).isEqualTo(DeployView.Outcome.UNCHANGED);
        assertThat(refused(jar("3.jar", "at")).problems())
                .containsExactly(new Problem("outputs.alerts.text", "removed"));
        assertThat(routes.brokenContracts()).isEmpty();
    }

    @Test
    void whatBreaksNobodyIsDeployed() throws IOException {
        deploy(jar("1.jar", "text"), false, false);

        DeployView done = deploy(jar("2.jar", "text", "level"), false, false);

        assertThat(done.outcome()).isEqualTo(DeployView.Outcome.CHANGED);
        assertThat(done.changes()).hasSize(1);
        assertThat(done.breaking()).isEmpty();
    }

    @Test
    void aDryRunTellsTheSameAndDeploysNothing() throws IOException {
        Path first = jar("1.jar", "at", "text");
        assertThat(deploy(first, false, true).isNew()).isTrue();
        assertThat(routes.views()).isEmpty();

        deploy(first, false, false);
        DeployView would = deploy(jar("2.jar", "text"), false, true);

        assertThat(would.breaking()).containsExactly(new Problem("outputs.alerts.at", "removed"));
        assertThat(routes.require("alerts").path()).isEqualTo(first.toString());
        assertThat(deploy(directory.resolve("none.jar"), false, true).problems())
                .containsExactly(new Problem(
                        "",
                        directory.resolve("none.jar") + ": no such file (expected: a .jar, .py, .zip, .whl or .egg)"));
    }

    @Test
    void aRouteThatWorksIsNotReplacedByOneWhoseContractCannotBeRead() throws IOException {
        deploy(jar("1.jar", "text"), false, false);
        Path none = directory.resolve("none.jar");

        assertThat(refused(none).problems())
                .containsExactly(new Problem("", none + ": no such file (expected: a .jar, .py, .zip, .whl or .egg)"));
        deploy(none, true, false);
        assertThat(routes.view("alerts").state()).isEqualTo("broken");

        // What is broken does not forget what its clients have seen.
        assertThat(refused(jar("2.jar", "at")).problems())
                .extracting(Problem::path)
                .contains("outputs.alerts.text");
    }

    @Test
    void anotherArtifactInTheOldOnesPlaceTakesEffectAndIsReported() throws IOException {
        Path jar = jar("1.jar", "at", "text");
        deploy(jar, false, false);

        jar("1.jar", "text", "more");
        assertThat(routes.contract("alerts")
                        .outputs()
                        .get("alerts")
                        .path("properties")
                        .has("more"))
                .isTrue();

        assertThat(routes.brokenContracts()).singleElement().satisfies(report -> {
            assertThat(report.route()).isEqualTo("alerts");
            assertThat(report.breaking()).containsExactly(new Problem("outputs.alerts.at", "removed"));
        });
        jar("1.jar", "text", "more", "most");
        routes.contract("alerts");
        assertThat(routes.brokenContracts()).isEmpty();
    }

    @Test
    void anEditOfTheFileTakesEffectAndIsReportedAlsoAcrossARestart() throws IOException {
        router.put("alerts", DeployedRoutes.read("alerts", definition(jar("1.jar", "at", "text"))));
        routes.fileChanged();

        router.put("alerts", DeployedRoutes.read("alerts", definition(jar("2.jar", "text"))));
        routes = routes();
        routes.readAhead();

        assertThat(routes.brokenContracts())
                .singleElement()
                .satisfies(report ->
                        assertThat(report.breaking()).containsExactly(new Problem("outputs.alerts.at", "removed")));
        routes = routes();
        assertThat(routes.brokenContracts()).hasSize(1);
    }

    @Test
    void aRouteThatWasRemovedAndComesBackIsANewOne() throws IOException {
        deploy(jar("1.jar", "at"), false, false);
        routes.undeploy("alerts");

        assertThat(deploy(jar("2.jar", "text"), false, false).isNew()).isTrue();
        assertThat(routes.brokenContracts()).isEmpty();
    }

    private static ObjectNode definition(Path jar) {
        return Json.MAPPER.createObjectNode().put("path", jar.toString()).put("className", "a.Job");
    }
}
