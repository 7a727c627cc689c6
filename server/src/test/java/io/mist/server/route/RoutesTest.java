package io.mist.server.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Contract;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.server.config.RestartConfig;
import io.mist.server.gate.Caller;
import io.mist.server.gate.DeployRequest;
import io.mist.server.gate.RouteView;
import io.mist.server.run.RunPlan;
import io.mist.server.store.Database;
import io.mist.server.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutesTest {

    private static final Caller ADMIN = new Caller("http", null);

    private static final String CONTRACT = """
            {"job": "log-alerts", "className": "a.Job", "kind": "stream",
             "parameters": {"type": "object", "additionalProperties": false, "required": ["path", "format"],
               "properties": {"path": {"type": "string"}, "format": {"type": "string"},
                              "depth": {"type": "integer", "default": 3}}},
             "live": {"type": "object", "additionalProperties": false,
               "properties": {"filter": {"type": "string", "default": "error"},
                              "limit": {"type": "integer", "minimum": 0, "maximum": 100, "default": 10}}},
             "outputs": {"alerts": {"type": "object"}}, "result": {"type": "null"}}
            """.replaceAll("\\s+", " ");

    private final Database database = TestDatabase.empty();
    private final Map<String, RouteDefinition> router = new LinkedHashMap<>();
    private final List<Runnable> background = new ArrayList<>();

    @TempDir
    private Path directory;

    private Path jar;
    private FakeJava java;
    private Routes routes;

    @BeforeEach
    void open() throws IOException {
        jar = Files.writeString(directory.resolve("jobs.jar"), "jobs");
        java = FakeJava.printing(directory, "{\"contracts\":[" + CONTRACT + "]}");
        Describer describer = new Describer(
                java.program(),
                Path.of("/opt/spark"),
                Path.of("/w.jar"),
                Duration.ofSeconds(60),
                context -> Optional.empty());
        routes = new Routes(
                () -> router,
                new DeployedRoutes(database.jdbi(), Clock.systemUTC()),
                new Artifacts(directory.resolve("artifacts")),
                new Contracts(database.jdbi(), describer, Clock.systemUTC()),
                new PublishedContracts(database.jdbi(), Clock.systemUTC()),
                new RunPlanner(
                        new RestartConfig(3, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(10)),
                        100_000),
                background::add);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void route(String name, String fixed, String defaults, String live) {
        router.put(
                name,
                new RouteDefinition(
                        name,
                        jar.toString(),
                        "a.Job",
                        "default",
                        object(fixed),
                        object(defaults),
                        object(live),
                        Optional.of("500 milliseconds"),
                        new RouteDefinition.Restart(OptionalInt.of(7), Optional.of(Duration.ofMinutes(2))),
                        Map.of(),
                        Map.of(),
                        1));
    }

    private static ObjectNode object(String json) {
        return Json.parseObject(json);
    }

    private List<String> problemsOf(String given) {
        MistException refused = catchThrowableOfType(MistException.class, () -> routes.plan("alerts", object(given)));
        assertThat(refused).isNotNull();
        assertThat(refused.code()).isEqualTo("invalid-parameters");
        return refused.problems().stream().map(Problem::toString).sorted().toList();
    }

    // ---- plans

    @Test
    void aPlanHasEverythingTheRunNeeds() {
        route("alerts", "{}", "{}", "{}");

        RunPlan plan = routes.plan("alerts", object("{\"path\": \"/var\", \"format\": \"csv\", \"limit\": 20}"));

        assertThat(plan.parameters()).isEqualTo(object("{\"path\": \"/var\", \"format\": \"csv\", \"depth\": 3}"));
        assertThat(plan.live()).isEqualTo(object("{\"filter\": \"error\", \"limit\": 20}"));
        assertThat(plan.job()).isEqualTo("log-alerts");
        assertThat(plan.trigger()).isEqualTo("500 milliseconds");
        assertThat(Path.of(plan.artifactPath())).hasContent("jobs");
        assertThat(plan.restart())
                .isEqualTo(
                        new RunPlan.Restart(7, Duration.ofMinutes(2), Duration.ofMinutes(2), Duration.ofMinutes(10)));
    }

    @Test
    void aJobThatDeclaresNothingTakesWhatIsGivenAndWhatTheRouteSets() throws IOException {
        String classic = """
                {"contracts":[{"job": "old", "className": "a.Job", "kind": "batch", "live": {"type": "object"},
                 "parameters": {"type": "object", "additionalProperties": true}, "outputs": {"out": {}}}]}
                """.replaceAll("\\s+", " ");
        FakeJava.printing(directory, classic);
        route("old", "{\"fixed\": 1}", "{\"filter\": \"error\", \"most\": 2}", "{}");

        RunPlan plan = routes.plan("old", object("{\"filter\": \"warn\", \"any\": [{\"a\": null}]}"));

        assertThat(plan.parameters())
                .isEqualTo(object("{\"filter\": \"warn\", \"most\": 2, \"any\": [{\"a\": null}], \"fixed\": 1}"));
        assertThat(plan.live()).isEmpty();
    }

    @Test
    void theCallerWinsOverTheRoutesDefaultsAndThoseOverTheJobs() {
        route("alerts", "{}", "{\"format\": \"json\", \"depth\": 5}", "{\"filter\": \"warn\", \"limit\": 30}");

        RunPlan plain = routes.plan("alerts", object("{\"path\": \"/var\"}"));
        RunPlan given = routes.plan("alerts", object("{\"path\": \"/var\", \"depth\": 1, \"filter\": \"all\"}"));

        assertThat(plain.parameters()).isEqualTo(object("{\"path\": \"/var\", \"format\": \"json\", \"depth\": 5}"));
        assertThat(plain.live()).isEqualTo(object("{\"filter\": \"warn\", \"limit\": 30}"));
        assertThat(given.parameters().get("depth").intValue()).isEqualTo(1);
        assertThat(given.live()).isEqualTo(object("{\"filter\": \"all\", \"limit\": 30}"));
    }

    @Test
    void whatTheRouteFixesIsInThePlanAndNobodyElseSetsIt() {
        route("alerts", "{\"path\": \"/fixed\"}", "{}", "{}");

        assertThat(routes.plan("alerts", object("{\"format\": \"csv\"}"))
                        .parameters()
                        .get("path")
                        .textValue())
                .isEqualTo("/fixed");
        assertThat(problemsOf("{\"format\": \"csv\", \"path\": \"/mine\"}"))
                .containsExactly("path: is fixed by the route (expected: leave it out)");
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        route("alerts", "{\"depth\": 1}", "{}", "{}");

        assertThat(problemsOf("{\"path\": 3, \"depth\": 2, \"limit\": 101, \"fliter\": \"x\", \"zzzzzz\": null}"))
                .containsExactly(
                        "depth: is fixed by the route (expected: leave it out)",
                        "fliter: unknown parameter; did you mean 'filter'?",
                        "format: missing (expected: a string)",
                        "limit: 101 (expected: an integer, 0 to 100)",
                        "path: 3 (expected: a string)",
                        "zzzzzz: unknown parameter; there are: path, format, filter, limit");
    }

    @Test
    void nullIsAValueAndNotLeftOut() {
        route("alerts", "{}", "{}", "{}");

        assertThat(problemsOf("{\"path\": null, \"format\": \"csv\"}"))
                .containsExactly("path: null (expected: a string)");
    }

    @Test
    void theNextPlanHasTheArtifactAsItIsThen() throws IOException {
        route("alerts", "{}", "{}", "{}");
        ObjectNode given = object("{\"path\": \"/var\", \"format\": \"csv\"}");
        RunPlan before = routes.plan("alerts", given);

        Files.writeString(jar, "jobs, mended");
        RunPlan after = routes.plan("alerts", given);

        assertThat(after.artifact()).isNotEqualTo(before.artifact());
        assertThat(Path.of(before.artifactPath())).hasContent("jobs");
        assertThat(Path.of(after.artifactPath())).hasContent("jobs, mended");
    }

    // ---- routes

    @Test
    void anUnknownRouteIsComparedWithThoseThereAre() {
        assertThatThrownBy(() -> routes.require("alerts")).hasMessage("no route 'alerts'; the router has no routes");

        route("alerts", "{}", "{}", "{}");
        assertThatThrownBy(() -> routes.require("alrets")).hasMessage("no route 'alrets'; did you mean 'alerts'?");
        assertThatThrownBy(() -> routes.require("zzz")).hasMessage("no route 'zzz'; there are: alerts");
    }

    @Test
    void aRouteIsLoadingUntilItsContractIsReadInTheBackground() {
        route("alerts", "{}", "{}", "{}");

        assertThat(routes.view("alerts").state()).isEqualTo("loading");
        background.forEach(Runnable::run);

        RouteView view = routes.view("alerts");
        assertThat(view.state()).isEqualTo("ready");
        assertThat(view.contract()).isNotNull();
    }

    @Test
    void callersSeeTheContractWithoutWhatIsFixedAndWithTheRoutesDefaults() {
        route("alerts", "{\"path\": \"/fixed\"}", "{\"format\": \"json\"}", "{\"filter\": \"warn\"}");

        Contract contract = routes.contract("alerts");

        assertThat(contract.parameters()).isEqualTo(object("""
                {"type": "object", "additionalProperties": false, "required": [],
                 "properties": {"format": {"type": "string", "default": "json"},
                                "depth": {"type": "integer", "default": 3}}}
                """));
        assertThat(contract.live().at("/properties/filter/default").textValue()).isEqualTo("warn");
        assertThat(routes.plan("alerts", object("{}")).contract().parameters().at("/properties/path"))
                .isEqualTo(object("{\"type\": \"string\"}"));
    }

    @Test
    void aRouteWhoseArtifactIsMissingIsBrokenAndTheOthersAreNot() throws IOException {
        route("alerts", "{}", "{}", "{}");
        routes.contract("alerts");
        Path gone = directory.resolve("gone.jar");
        Path there = jar;
        jar = gone;
        route("lost", "{}", "{}", "{}");
        jar = there;

        List<RouteView> views = routes.views();

        assertThat(views).extracting(RouteView::state).containsExactly("ready", "broken");
        assertThat(views.get(1).problems())
                .containsExactly(new Problem("", gone + ": no such file (expected: a .jar, .py, .zip, .whl or .egg)"));
    }

    @Test
    void readingAheadReadsTheContractsOfAllRoutes() throws IOException {
        route("alerts", "{}", "{}", "{}");
        route("alerts-too", "{}", "{}", "{}");

        routes.readAhead();
        background.forEach(Runnable::run);

        assertThat(routes.views()).extracting(RouteView::state).containsOnly("ready");
        assertThat(java.calls()).hasSize(1);
    }

    @Test
    void aRouteThatWasDeployedIsListedBesideThoseOfTheFileAndTheFilesWinsOverIt() {
        ObjectNode definition =
                Json.MAPPER.createObjectNode().put("path", jar.toString()).put("className", "a.Job");
        assertThat(routes.deploy(deployment(definition), ADMIN).isNew()).isTrue();
        assertThat(routes.deploy(deployment(definition.deepCopy().put("namespace", "other")), ADMIN)
                        .isNew())
                .isFalse();
        assertThat(routes.require("deployed").namespace()).isEqualTo("other");

        route("deployed", "{}", "{}", "{}");
        assertThat(routes.require("deployed").namespace()).isNotEqualTo("other");
        assertThatThrownBy(() -> routes.deploy(deployment(definition), ADMIN))
                .hasMessageContaining("is defined in router.conf; edit it there");
        assertThatThrownBy(() -> routes.undeploy("deployed")).hasMessageContaining("remove it there");

        router.clear();
        routes.undeploy("deployed");
        assertThatThrownBy(() -> routes.undeploy("deployed")).hasMessageContaining("no route 'deployed'");
    }

    private static DeployRequest deployment(ObjectNode definition) {
        return new DeployRequest("deployed", definition, false, false);
    }
}
