package io.mist.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.server.route.RouterReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Whatever a file holds, there are settings or problems that say something. */
class MutationTest {

    private static final int TRIES = Integer.getInteger("mist.test.mutations", 2000);
    private static final int MAX_MUTATIONS = 5;
    private static final String SIGNS = "'\"{}[]()=:,.$?#/\\@!*&^`+-~ \t\n\r\0aZ09é😀";

    private static final String ROUTER = """
            log-streaming = {
                path = "hdfs://hdfs-host/jobs/log-streaming.jar", // local or HDFS file path
                className = "StreamingTextSearch$",
                namespace = production-namespace
                parameters { source = "/var/log", limit = 1.50, tags = [a, "b", 3, null, { x = true }] }
                defaults { deep.er = 12345678901 }
                live { filter = error }
                trigger = 500 ms
                restart { max-restarts = 3, backoff = 1 second }
            }
            # another one
            teams.analytics { path = ${home}/job.py, class-name = run, context = default, trigger = available-now }
            home = { path = x.jar, className = \"""a.b.C\""", live { text = "it's" } }
            """;

    @Test
    void aMutatedRouterConfIsReadOrExplained() {
        mutate(
                ROUTER.replace("${home}", "${?HOME}"),
                text -> RouterReader.read(text, "/etc/router.conf").problems());
    }

    @Test
    void aMutatedMistConfIsReadOrExplained() throws Exception {
        String shipped = Files.readString(Path.of("..", "dist", "conf", "mist.conf"));
        String bare = shipped.replaceAll("(?m)^( *)# (?=[a-z][a-z.-]* (=|\\{)|})", "$1");
        mutate(bare, text -> {
            try {
                ConfigReader.read("mist.conf", Optional.empty(), text, Map.of());
                return List.of();
            } catch (MistException e) {
                assertThat(e.text()).isNotBlank();
                assertThat(e.problems()).isNotEmpty();
                return e.problems();
            }
        });
    }

    private static void mutate(String good, Function<String, List<Problem>> read) {
        long seed = Long.getLong("mist.test.seed", System.nanoTime());
        var random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < TRIES; i++) {
            String text = mutated(good, random);
            try {
                List<Problem> problems = read.apply(text);
                assertThat(problems)
                        .allSatisfy(p -> assertThat(p.message()).isNotBlank().hasSizeLessThan(1000));
                refused += problems.isEmpty() ? 0 : 1;
            } catch (RuntimeException | AssertionError | StackOverflowError e) {
                fail("with -Dmist.test.seed=" + seed + " the text was\n" + text, e);
            }
        }
        assertThat(refused).as("refused with seed %s", seed).isGreaterThan(TRIES / 10);
    }

    private static String mutated(String good, Random random) {
        var text = new StringBuilder(good);
        for (int i = random.nextInt(MAX_MUTATIONS); i >= 0 && !text.isEmpty(); i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(3)));
                case 1 -> text.insert(at, SIGNS.charAt(random.nextInt(SIGNS.length())));
                case 2 -> text.setCharAt(at, SIGNS.charAt(random.nextInt(SIGNS.length())));
                default -> text.insert(at, text.substring(random.nextInt(at + 1), at));
            }
        }
        return text.toString();
    }
}
