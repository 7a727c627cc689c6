package jobs;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Where a test may hold up an attempt, half way through: as long as there is a file of this name in {@code hold}. */
final class Hold {

    /** One of four, so that the others continue. */
    private static final int PARTITION = 2;

    private final Path hold;
    private final Path held;

    Hold(String directory, String name) {
        this.hold = Path.of(directory, "hold", name);
        this.held = Path.of(directory, "held", name);
    }

    /** Holds up the first attempt only; says which epoch it is, and in which process. */
    void here(long epoch, int partition, int attempt) throws IOException, InterruptedException {
        boolean isFirstTask = (partition == PARTITION || hold.endsWith("foreachBatch")) && attempt == 0;
        if (!isFirstTask || !Files.exists(hold)) {
            return;
        }
        tell(epoch);
        // The test removes the file; if the test has died, the task continues.
        long atMost = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (Files.exists(hold) && System.nanoTime() < atMost) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void tell(long epoch) throws IOException {
        Files.createDirectories(held.getParent());
        Path beside = Files.createTempFile(held.getParent(), "telling", "");
        Files.writeString(beside, epoch + " " + ProcessHandle.current().pid());
        try {
            Files.move(beside, held);
        } catch (FileAlreadyExistsException e) {
            // Another attempt has noted it already: one is enough.
            Files.delete(beside);
        }
    }
}
