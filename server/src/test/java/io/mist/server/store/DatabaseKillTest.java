package io.mist.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was committed is there, whenever the process is killed. */
final class DatabaseKillTest {

    private static final long SEED = Long.getLong("mist.seed", new Random().nextLong());
    private static final int KILLS = Integer.getInteger("mist.test.database-kills", 12);
    private static final int MOST_COMMITS = 600;

    @TempDir
    private Path directory;

    private final Map<Integer, Long> committed = new HashMap<>();

    @Test
    void whatWasCommittedIsThereAfterEachKill() throws Exception {
        System.out.println("DatabaseKillTest: -Dmist.seed=" + SEED);
        Random random = new Random(SEED);
        for (int kill = 0; kill < KILLS; kill++) {
            commitAndKill(1 + random.nextInt(MOST_COMMITS));
        }
        try (Database database = Database.open(directory)) {
            for (int writer = 0; writer < CommittingProcess.WRITERS; writer++) {
                mustHave(writer, CommittingProcess.committed(database.jdbi(), writer));
            }
        }
    }

    private void mustHave(int writer, long found) {
        assertThat(found)
                .as("what writer %s has committed last, -Dmist.seed=%s", writer, SEED)
                .isGreaterThanOrEqualTo(committed.getOrDefault(writer, 0L));
    }

    private void commitAndKill(int commits) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CommittingProcess.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader lines = process.inputReader()) {
            for (int seen = 0; seen < commits; ) {
                seen += note(lines.readLine()) ? 1 : 0;
            }
            // By its handle, which leaves the pipe open: what it said before it was gone counts.
            process.toHandle().destroyForcibly();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                note(line);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** @return whether it tells of a commit */
    private boolean note(String line) {
        assertThat(line).as("the process has ended by itself").isNotNull();
        String[] words = line.split(" ");
        if (words.length == 3 && words[0].equals(CommittingProcess.FOUND)) {
            mustHave(Integer.parseInt(words[1]), Long.parseLong(words[2]));
        }
        boolean isCommit = words.length == 3 && words[0].equals(CommittingProcess.COMMITTED);
        if (isCommit) {
            committed.merge(Integer.valueOf(words[1]), Long.valueOf(words[2]), Math::max);
        }
        return isCommit;
    }
}
