package io.mist.server.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RouterFileTest {

    /** Each way of noticing a change must do on its own. */
    enum Way {
        EVENTS,
        POLL,
        BOTH;

        RouterFile.Watching watching() {
            Duration settle = Duration.ofMillis(20);
            return switch (this) {
                case EVENTS -> new RouterFile.Watching(true, Duration.ofHours(1), settle);
                case POLL -> new RouterFile.Watching(false, Duration.ofMillis(20), settle);
                case BOTH -> RouterFile.Watching.DEFAULT;
            };
        }
    }

    @TempDir
    Path directory;

    private Path file;
    private RouterFile router;
    private final List<Set<String>> heard = new CopyOnWriteArrayList<>();

    @BeforeEach
    void writeARoute() throws Exception {
        file = directory.resolve("router.conf");
        write("a");
    }

    @AfterEach
    void close() {
        if (router != null) {
            router.close();
        }
    }

    private void open(Way way) {
        router = RouterFile.open(file, Clock.systemUTC(), way.watching());
        router.onChange(routes -> heard.add(routes.keySet()));
    }

    private static String routes(String... names) {
        var text = new StringBuilder("# routes\n");
        for (String name : names) {
            text.append(name).append(" { path = x.jar, className = A }\n");
        }
        return text.toString();
    }

    private void write(String... names) throws Exception {
        Files.writeString(file, routes(names));
    }

    private void awaitRoutes(String... names) {
        eventually().untilAsserted(() -> {
            assertThat(router.current().keySet()).containsExactlyInAnyOrder(names);
            assertThat(router.problems()).isEmpty();
        });
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10));
    }

    private void awaitProblem(String message) {
        eventually()
                .untilAsserted(() ->
                        assertThat(router.problems()).singleElement().asString().contains(message));
    }

    @ParameterizedTest
    @EnumSource
    void anEditTakesEffectAndIsReported(Way way) throws Exception {
        open(way);
        assertThat(router.current()).containsOnlyKeys("a");
        assertThat(router.current().get("a").path())
                .isEqualTo(directory.resolve("x.jar").toString());
        var loaded = router.loadedAt().orElseThrow();

        write("a", "b");
        awaitRoutes("a", "b");

        assertThat(router.loadedAt().orElseThrow()).isAfter(loaded);
        eventually().untilAsserted(() -> assertThat(heard).containsExactly(Set.of("a", "b")));
    }

    @ParameterizedTest
    @EnumSource
    void aFileThatIsReplacedByAnotherTakesEffect(Way way) throws Exception {
        open(way);
        for (String name : List.of("b", "c")) {
            Path other = Files.writeString(directory.resolve("router.conf.new"), routes(name));
            Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            awaitRoutes(name);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBrokenFileIsReportedAndTheLastGoodOneStays(Way way) throws Exception {
        open(way);
        var loaded = router.loadedAt();

        Files.writeString(file, routes("a", "b") + "c { path = 'x', className = C }\n");
        awaitProblem("line 4: ");
        assertThat(router.current()).containsOnlyKeys("a");
        assertThat(router.loadedAt()).isEqualTo(loaded);

        write("a", "b", "c");
        awaitRoutes("a", "b", "c");
        eventually().untilAsserted(() -> assertThat(heard).containsExactly(Set.of("a", "b", "c")));
    }

    @ParameterizedTest
    @EnumSource
    void aFileThatIsDeletedIsReportedUntilItIsBack(Way way) throws Exception {
        open(way);
        Files.delete(file);
        awaitProblem(file + " is not there");
        assertThat(router.current()).containsOnlyKeys("a");

        write("b");
        awaitRoutes("b");
    }

    @ParameterizedTest
    @EnumSource
    void anEmptiedFileDoesNotTakeTheRoutesAway(Way way) throws Exception {
        open(way);
        Files.writeString(file, "");
        awaitProblem("is empty");
        assertThat(router.current()).containsOnlyKeys("a");

        Files.writeString(file, "# no routes\n");
        awaitRoutes();
    }

    @ParameterizedTest
    @EnumSource(names = {"POLL", "BOTH"})
    void aDirectoryThatComesLaterIsWatchedToo(Way way) throws Exception {
        file = directory.resolve("later").resolve("router.conf");
        open(way);
        assertThat(router.current()).isEmpty();
        assertThat(router.loadedAt()).isEmpty();
        awaitProblem("is not there");

        Files.createDirectory(file.getParent());
        write("a");
        awaitRoutes("a");
        write("b");
        awaitRoutes("b");
    }

    @ParameterizedTest
    @EnumSource
    void aLinkThatIsTurnedAsKubernetesDoesTakesEffect(Way way) throws Exception {
        Files.delete(file);
        Files.createDirectory(directory.resolve("..1"));
        Files.writeString(directory.resolve("..1/router.conf"), routes("a"));
        Files.createSymbolicLink(directory.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(file, Path.of("..data/router.conf"));
        open(way);
        assertThat(router.current()).containsOnlyKeys("a");

        Files.createDirectory(directory.resolve("..2"));
        Files.writeString(directory.resolve("..2/router.conf"), routes("b"));
        Path link = Files.createSymbolicLink(directory.resolve("..data_tmp"), Path.of("..2"));
        Files.move(link, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

        awaitRoutes("b");
        assertThat(router.current().get("b").path())
                .isEqualTo(directory.resolve("x.jar").toString());
    }

    @Test
    void anEditBehindALinkToAnotherDirectoryIsSeenAtTheNextLook(@TempDir Path elsewhere) throws Exception {
        Path target = Files.writeString(elsewhere.resolve("real.conf"), routes("a"));
        Files.delete(file);
        Files.createSymbolicLink(file, target);
        open(Way.BOTH);

        Files.writeString(target, routes("b"));
        awaitRoutes("b");
    }

    @Test
    void aListenerThatFailsKeepsNeitherOthersNorTheWatchFromGoingOn() throws Exception {
        router = RouterFile.open(file, Clock.systemUTC(), Way.POLL.watching());
        router.onChange(routes -> {
            throw new IllegalStateException("a listener that fails, as the test wants it to");
        });
        router.onChange(routes -> heard.add(routes.keySet()));

        write("b");
        eventually().untilAsserted(() -> assertThat(heard).containsExactly(Set.of("b")));
        write("c");
        eventually().untilAsserted(() -> assertThat(heard).containsExactly(Set.of("b"), Set.of("c")));
    }

    @Test
    void aListenerThatHasLeftHearsNothing() throws Exception {
        open(Way.POLL);
        List<Map<String, RouteDefinition>> left = new CopyOnWriteArrayList<>();
        router.onChange(left::add).close();

        write("b");
        eventually().untilAsserted(() -> assertThat(heard).hasSize(1));
        assertThat(left).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void closingEndsTheWatchingThreadAtOnce(Way way) {
        open(way);
        Thread thread = Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().equals("mist-router-watch"))
                .findFirst()
                .orElseThrow();

        router.close();

        assertThat(thread.isAlive()).isFalse();
        assertThat(router.current()).containsOnlyKeys("a");
    }
}
