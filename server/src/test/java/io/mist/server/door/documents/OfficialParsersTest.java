package io.mist.server.door.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.protocol.Json;
import io.mist.server.gate.RouteView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents are read by the parsers that their users have: npm's, in a process of Node.js. */
class OfficialParsersTest {

    private static final Path SOURCES = Path.of("src/test/node");
    private static final Path PARSERS = Path.of("target/document-parsers");
    private static final PublicAddress REACHED = new PublicAddress("http", "mist.example:2004", "mist.example");

    @TempDir
    private Path directory;

    @Test
    void theDocumentsOfAllKindsOfRoutesAreValid() throws Exception {
        List<String> documents = new ArrayList<>();
        List<RouteView> all = SampleRoutes.all();
        write(documents, "all", all);
        write(documents, "none", List.of());
        for (RouteView route : all) {
            write(documents, "only-" + route.route(), List.of(route));
        }

        assertThat(check(documents)).isEmpty();
    }

    @Test
    void aDocumentThatIsWrongIsFound() throws Exception {
        Path openApi = Files.writeString(directory.resolve("o.json"), "{\"openapi\": \"3.1.1\", \"info\": {}}");
        Path asyncApi = Files.writeString(
                directory.resolve("a.json"),
                Json.write(AsyncApi.of(REACHED, "1", SampleRoutes.all(), SampleRoutes.brokers()))
                        .replace("#/servers/ws", "#/servers/telegraph"));

        assertThat(check(List.of("openapi", openApi.toString()))).contains("o.json");
        assertThat(check(List.of("asyncapi", asyncApi.toString()))).contains("telegraph");
    }

    private void write(List<String> documents, String name, List<RouteView> routes) throws IOException {
        Path openApi = directory.resolve(name + ".openapi.json");
        Path asyncApi = directory.resolve(name + ".asyncapi.json");
        Files.writeString(openApi, Json.write(OpenApi.of(REACHED.url(), "1.0", routes)));
        Files.writeString(asyncApi, Json.write(AsyncApi.of(REACHED, "1.0", routes, SampleRoutes.brokers())));
        documents.addAll(List.of("openapi", openApi.toString(), "asyncapi", asyncApi.toString()));
    }

    /** @return what is wrong, a line for each error */
    private static String check(List<String> documents) throws Exception {
        install();
        List<String> command = new ArrayList<>(List.of("node", "check.mjs"));
        command.addAll(documents);
        return run(command);
    }

    /** Once for each list of packages; what lies in {@code target} is used again. */
    private static synchronized void install() throws Exception {
        Files.createDirectories(PARSERS);
        Path lock = PARSERS.resolve("package-lock.json");
        boolean installed = Files.exists(PARSERS.resolve("installed"))
                && Files.mismatch(lock, SOURCES.resolve("package-lock.json")) == -1;
        for (String file : new String[] {"package.json", "package-lock.json", ".npmrc", "check.mjs"}) {
            Files.copy(SOURCES.resolve(file), PARSERS.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!installed) {
            Files.deleteIfExists(PARSERS.resolve("installed"));
            run(List.of("npm", "ci", "--silent", "--prefer-offline"));
            assertThat(PARSERS.resolve("node_modules/@asyncapi/parser")).isDirectory();
            Files.createFile(PARSERS.resolve("installed"));
        }
    }

    private static String run(List<String> command) throws Exception {
        Path out = Files.createTempFile("documents-", ".log");
        Process process = new ProcessBuilder(command)
                .directory(PARSERS.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(process.waitFor(3, TimeUnit.MINUTES))
                    .as("%s ends", command)
                    .isTrue();
            return Files.readString(out);
        } finally {
            process.destroyForcibly();
            Files.delete(out);
        }
    }
}
