package io.mist.server.door.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.server.annotation.Delete;
import com.linecorp.armeria.server.annotation.Get;
import com.linecorp.armeria.server.annotation.Patch;
import com.linecorp.armeria.server.annotation.Post;
import com.linecorp.armeria.server.annotation.Put;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.mist.protocol.Contract;
import io.mist.protocol.JobKind;
import io.mist.protocol.Json;
import io.mist.server.door.Doors;
import io.mist.server.door.rest.RestDoor;
import io.mist.server.gate.RouteView;
import io.mist.server.route.SchemaCheck;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentsDoorTest {

    private static final String NASTY = "<script>alert('x')</script>\"&";

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    private Doors doors;

    @BeforeEach
    void open() {
        doors = Doors.open(
                directory,
                1 << 20,
                (gate, server) -> new DocumentsDoor(gate, SampleRoutes::brokers, "1.2").addTo(server));
        doors.gate().serve(SampleRoutes.all());
    }

    @AfterEach
    void close() {
        doors.close();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(doors.uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode document(String path) throws Exception {
        return Json.parse(get(path).body());
    }

    @Test
    void openApiHasTypedOperationsForEachRoute() throws Exception {
        JsonNode document = document("/openapi.json");

        assertThat(document.path("openapi").asText()).isEqualTo("3.1.1");
        JsonNode start =
                document.path("paths").path("/v1/routes/log-lines/runs").path("post");
        assertThat(start.path("operationId").asText()).isEqualTo("start-log-lines");
        assertThat(start.at("/requestBody/content/application~1json/schema/properties/parameters/$ref")
                        .asText())
                .isEqualTo("#/components/schemas/LogLinesParameters");
        assertThat(document.at("/components/schemas/LogLinesParameters/required/0")
                        .asText())
                .isEqualTo("path");
        assertThat(start.at("/requestBody/content/application~1json/example/parameters"))
                .isEqualTo(Json.parse("{\"path\": \"path\", \"filter\": \"error\"}"));
        assertThat(document.path("paths").fieldNames())
                .toIterable()
                .contains(
                        "/v1/routes/log-lines/live",
                        "/v1/routes/log-lines/inputs/lines",
                        "/v1/routes/log-lines/outputs/alerts",
                        "/v1/routes/log-lines/outputs/gr%C3%B6%C3%9Fe%24")
                .doesNotContain("/v1/routes/plain/live", "/v1/routes/new/runs");
    }

    @Test
    void operationsAreUniqueAndTypesOfOneNameAreNotMixedUp() throws Exception {
        JsonNode document = document("/openapi.json");

        List<String> ids = document.findValuesAsText("operationId");
        assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
        assertThat(document.at("/components/schemas/Line/properties/text/type").asText())
                .isEqualTo("string");
        assertThat(document.at("/components/schemas/Line2/properties/text/type").asText())
                .isEqualTo("integer");
        assertThat(document.at("/components/schemas/Line/properties/at/anyOf/0/$ref")
                        .asText())
                .isEqualTo("#/components/schemas/At");
    }

    @Test
    void asyncApiHasEachChannelAtItsAddressOnEachProtocol() throws Exception {
        JsonNode document = document("/asyncapi.json");

        assertThat(document.path("asyncapi").asText()).isEqualTo("3.0.0");
        JsonNode channels = document.path("channels");
        assertThat(channels.at("/log-lines.out.alerts.http/address").asText())
                .isEqualTo("/v1/routes/log-lines/outputs/alerts");
        assertThat(channels.at("/log-lines.out.alerts.ws/address").asText()).isEqualTo("/v1/socket");
        assertThat(channels.at("/log-lines.out.alerts.mqtt/address").asText()).isEqualTo("mist.log-lines.out.alerts");
        assertThat(channels.at("/log-lines.out.alerts.kafka/bindings/kafka/topic")
                        .asText())
                .isEqualTo("mist.log-lines.out.alerts");
        JsonNode plain = channels.at("/log-lines.out.alerts.mqtt3/messages/event");
        assertThat(plain.at("/payload/$ref").asText()).isEqualTo("#/components/schemas/Line");
        JsonNode pushing = document.at("/operations/receive.log-lines.in.lines.mqtt");
        assertThat(pushing.path("action").asText()).isEqualTo("receive");
        JsonNode start = document.at("/operations/receive.log-lines.start.mqtt");
        assertThat(start.at("/reply/address/location").asText()).isEqualTo("$message.payload#/replyTo");
        JsonNode overKafka = channels.at("/log-lines.start.kafka/messages/request/payload");
        assertThat(channels.at("/log-lines.start.kafka/address").asText()).isEqualTo("mist.requests");
        assertThat(overKafka.at("/properties/route/const").asText()).isEqualTo("log-lines");
        assertThat(overKafka.path("required")).extracting(JsonNode::asText).contains("op", "route");
    }

    @Test
    void theServersAreThoseThatTheClientHasReached() throws Exception {
        String host = "127.0.0.1:" + doors.port();

        assertThat(document("/openapi.json").at("/servers/0/url").asText()).isEqualTo("http://" + host);
        JsonNode servers = document("/asyncapi.json").path("servers");
        assertThat(servers.at("/http/host").asText()).isEqualTo(host);
        assertThat(servers.at("/ws/protocol").asText()).isEqualTo("ws");
        assertThat(servers.at("/mqtt/host").asText()).isEqualTo("127.0.0.1:1883");
        HttpResponse<String> throughProxy = client.send(
                HttpRequest.newBuilder(doors.uri("/asyncapi.json"))
                        .header("x-forwarded-proto", "https")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(Json.parse(throughProxy.body()).at("/servers/ws/protocol").asText())
                .isEqualTo("wss");
    }

    @Test
    void aDocumentFollowsTheRoutes() throws Exception {
        assertThat(document("/openapi.json")
                        .at("/paths/~1v1~1routes~1late~1runs")
                        .isMissingNode())
                .isTrue();

        doors.gate().serve(List.of(SampleRoutes.ready("late", SampleRoutes.lines())));

        assertThat(document("/openapi.json")
                        .at("/paths/~1v1~1routes~1late~1runs")
                        .isObject())
                .isTrue();
        assertThat(get("/docs").body()).contains("late").doesNotContain("word-count");
    }

    @Test
    void whatIsBrokenOrLoadingIsThereWithANote() throws Exception {
        JsonNode tags = document("/openapi.json").path("tags");

        assertThat(tags.findValuesAsText("description"))
                .contains(
                        "Its contract is being read; look again in a moment.",
                        "It cannot be started: /jobs/c.jar: no such file (expected: a jar)");
        assertThat(get("/docs/lost").body()).contains("no such file");
    }

    @Test
    void everyExampleIsValid() {
        for (RouteView route : SampleRoutes.all()) {
            Contract contract = route.contract();
            if (contract == null) {
                continue;
            }
            List<JsonNode> schemas = new ArrayList<>(
                    List.of(RouteSchemas.start(contract), contract.live(), RouteSchemas.start(contract)));
            schemas.addAll(contract.inputs().values());
            schemas.addAll(contract.outputs().values());
            if (contract.result() != null) {
                schemas.add(contract.result());
            }
            for (JsonNode schema : schemas) {
                assertThat(SchemaCheck.problems(
                                (com.fasterxml.jackson.databind.node.ObjectNode) schema, Example.of(schema), "field"))
                        .as("%s", schema)
                        .isEmpty();
            }
        }
    }

    @Test
    void everyPathOfTheHttpDoorIsDescribed() throws Exception {
        JavaClasses doorsOfHttp = new ClassFileImporter().importPackagesOf(RestDoor.class, DocumentsDoor.class);
        Set<String> served = new TreeSet<>();
        doorsOfHttp.stream().flatMap(type -> type.getMethods().stream()).forEach(method -> {
            add(served, method, "get", Get.class);
            add(served, method, "put", Put.class);
            add(served, method, "post", Post.class);
            add(served, method, "patch", Patch.class);
            add(served, method, "delete", Delete.class);
        });
        served.removeAll(List.of("get /", "get /docs.css"));
        Set<String> described = new HashSet<>();
        document("/openapi.json")
                .path("paths")
                .fields()
                .forEachRemaining(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> described.add(anyName(method + " " + path.getKey()))));

        assertThat(served).hasSizeGreaterThan(20);
        assertThat(described).containsAll(served);
    }

    private static void add(Set<String> served, JavaMethod method, String verb, Class<? extends Annotation> type) {
        method.tryGetAnnotationOfType(type.getName()).ifPresent(annotation -> {
            Object paths = annotation.get("value").orElseThrow();
            for (String path : paths instanceof String one ? new String[] {one} : (String[]) paths) {
                served.add(anyName(verb + " " + path));
            }
        });
    }

    /** A parameter's name is nobody's business. */
    private static String anyName(String path) {
        return path.replaceAll("\\{\\w+}", "{}");
    }

    @Test
    void pagesAreReadableWithoutAnythingFromElsewhere() throws Exception {
        HttpResponse<String> index = get("/docs");
        HttpResponse<String> page = get("/docs/log-lines");

        assertThat(index.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
        assertThat(index.headers().firstValue("content-security-policy").orElse(""))
                .startsWith("default-src 'none'");
        assertThat(index.body()).contains("<a href=\"/docs/log-lines\">log-lines</a>", "watches &amp; tells");
        assertThat(page.body())
                .contains(
                        "curl -X POST &#39;http://127.0.0.1:" + doors.port() + "/v1/routes/log-lines/runs&#39;",
                        "mist live set log-lines --json",
                        "mist push &#39;log-lines/lines&#39;",
                        "mosquitto_sub -h 127.0.0.1 -p 1883",
                        "Key: text",
                        "the text itself")
                .doesNotContain("<script", "http://www", "https://");
        assertThat(get("/docs.css").body()).contains("prefers-color-scheme: dark");
    }

    @Test
    void whatUsersWriteCannotBecomeMarkup() throws Exception {
        String name = Json.write(NASTY);
        Contract nasty = Json.read(
                ("{'job': @, 'className': @, 'kind': 'stream', 'description': @,"
                                + " 'parameters': {'type': 'object', 'properties': {@: {'type': 'string', 'default': @,"
                                + " 'description': @, 'enum': [@]}}}, 'live': {'type': 'object', 'properties': {@:"
                                + " {'title': @, 'type': 'object', 'properties': {@: {'type': 'string'}}}}},"
                                + " 'inputs': {@: {'type': 'string', 'title': @}}, 'outputs': {@: {'type': 'string'}}}")
                        .replace('\'', '"')
                        .replace("@", name),
                Contract.class);
        doors.gate().serve(List.of(SampleRoutes.ready("nasty", nasty)));

        for (String path : List.of("/docs", "/docs/nasty")) {
            assertThat(get(path).body()).contains("&lt;script&gt;").doesNotContain("<script");
        }
        assertThat(get("/openapi.json").statusCode()).isEqualTo(200);
        assertThat(get("/asyncapi.json").statusCode()).isEqualTo(200);
        assertThat(nasty.kind()).isEqualTo(JobKind.STREAM);
    }

    @Test
    void theRootLeadsToThePagesAndAnUnknownRouteIsAProblem() throws Exception {
        HttpResponse<String> root = get("/");
        assertThat(root.statusCode()).isEqualTo(302);
        assertThat(root.headers().firstValue("location").map(URI::create).map(URI::getPath))
                .hasValue("/docs");

        HttpResponse<String> unknown = get("/docs/none");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(Json.parse(unknown.body()).path("code").asText()).isEqualTo("unknown-route");
    }

    @Test
    void linesCanBePastedIntoAShell() {
        assertThat(Escaping.shell("it's $HOME")).isEqualTo("'it'\\''s $HOME'");
        assertThat(Map.of("a/b~", Escaping.pointer("a/b~"))).containsValue("a~1b~0");
    }
}
