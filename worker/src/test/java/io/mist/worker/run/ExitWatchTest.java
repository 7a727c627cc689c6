package io.mist.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExitWatchTest {

    /** A process with a watch, in which a thread of the job ends it as its argument says. */
    public static final class ExitingProcess {

        private ExitingProcess() {}

        public static void main(String[] arguments) throws InterruptedException {
            ExitWatch watch = new ExitWatch((thread, where) ->
                    System.out.println("found " + (thread == null ? "nobody" : thread.getName()) + " " + where));
            Runtime.getRuntime().addShutdownHook(new Thread(watch));
            Thread job = new Thread(() -> end(arguments[0], watch), "run-r1");
            job.start();
            job.join();
        }

        private static void end(String how, ExitWatch watch) {
            switch (how) {
                case "exit" -> System.exit(3);
                case "runtime" -> Runtime.getRuntime().exit(3);
                case "disarmed" -> {
                    watch.disarm();
                    System.exit(3);
                }
                default -> {
                    // Ends by itself.
                }
            }
        }
    }

    private static List<String> outputOf(String how) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ExitingProcess.class.getName(),
                        how)
                .redirectErrorStream(true)
                .start();
        List<String> lines = new ArrayList<>();
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            out.lines().forEach(lines::add);
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return lines;
    }

    @Test
    void theThreadThatCallsExitIsFoundAndWhereItDoes() throws Exception {
        for (String how : List.of("exit", "runtime")) {
            assertThat(outputOf(how))
                    .singleElement()
                    .asString()
                    .startsWith("found run-r1 (at " + ExitingProcess.class.getName() + ".end, ExitWatchTest.java:");
        }
    }

    @Test
    void anEndOfOurOwnIsNotLookedInto() throws Exception {
        assertThat(outputOf("disarmed")).isEmpty();
    }

    @Test
    void anEndThatNobodyCalledForFindsNobody() throws Exception {
        assertThat(outputOf("return")).isEmpty();
    }

    @Test
    void aWatchThatFindsNobodySaysNothing() {
        List<String> found = new ArrayList<>();

        new ExitWatch((thread, where) -> found.add(where)).run();

        assertThat(found).isEmpty();
    }
}
