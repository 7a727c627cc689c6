package io.mist.worker.live.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The record beside a checkpoint, on a real file system. */
final class PinLogTest {

    private static final int RETAINED = 3;

    @TempDir
    java.nio.file.Path checkpoint;

    private PinLog open(String run) {
        return PinLog.open(new Path(checkpoint.toUri()), new Configuration(), run, RETAINED);
    }

    private static Version version(long number) {
        return new Version(number, Json.parseObject("{\"filter\":\"text " + number + "\",\"most\":1.50}"));
    }

    private List<String> filesIn(String directory) throws IOException {
        try (Stream<java.nio.file.Path> files = Files.list(checkpoint.resolve("mist-live/" + directory))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".crc"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void whatWasAddedIsReadAfterACrash() {
        open("r1").add(0, version(1));

        PinLog log = open("r1");

        assertThat(log.version(0)).isEqualTo(version(1));
        assertThat(log.newest()).isEqualTo(version(1));
        assertThat(log.version(1)).isNull();
    }

    @Test
    void aLogWithoutEntriesKnowsNoVersion() {
        assertThat(open("r1").newest()).isNull();
        assertThat(open("r1").version(0)).isNull();
    }

    @Test
    void asManyEpochsAreKeptAsSparkKeepsAndTheValuesTheyNeed() throws IOException {
        PinLog log = open("r1");
        for (long epoch = 0; epoch < 10; epoch++) {
            log.add(epoch, version(1 + epoch / 2));
        }

        assertThat(filesIn("epochs")).containsExactly("6", "7", "8", "9");
        assertThat(filesIn("versions")).contains("4", "5").doesNotContain("1", "2");
        assertThat(open("r1").version(6)).isEqualTo(version(4));
    }

    @Test
    void whatABrokenWriteHasLeftGoesWhenTheLogIsOpened() throws IOException {
        open("r1").add(9, version(1));
        Files.writeString(checkpoint.resolve("mist-live/epochs/.10.x.tmp"), "{");

        open("r1");

        assertThat(filesIn("epochs")).containsExactly("9");
    }

    @Test
    void whatWasLeftOfOlderEpochsGoesWithTheNextOne() throws IOException {
        for (long epoch = 0; epoch < 6; epoch++) {
            PinLog.open(new Path(checkpoint.toUri()), new Configuration(), "r1", 100)
                    .add(epoch, version(1));
        }

        open("r1").add(6, version(1));

        assertThat(filesIn("epochs")).containsExactly("3", "4", "5", "6");
    }

    @Test
    void epochsMayBeTimesAndThoseThatMayBeMadeAgainAreKept() throws IOException {
        AtomicLong oldestPending = new AtomicLong(3_000);
        PinLog log = PinLog.open(new Path(checkpoint.toUri()), new Configuration(), "r1", RETAINED, oldestPending::get);
        for (long time = 1_000; time <= 9_000; time += 1_000) {
            log.add(time, version(time / 1_000));
        }
        assertThat(filesIn("epochs")).hasSize(9);

        oldestPending.set(9_000);
        log.add(10_000, version(10));

        assertThat(filesIn("epochs")).containsExactly("10000", "5000", "6000", "7000", "8000", "9000");
        assertThat(filesIn("versions")).contains("5", "9").doesNotContain("1", "2", "3");
    }

    @Test
    void anotherRunOnTheSameCheckpointBeginsItsEpochsWithItsOwnVersions() {
        open("r1").add(4, version(7));

        PinLog other = open("r2");
        assertThat(other.newest()).isNull();
        assertThat(other.version(4)).isNull();
        assertThat(other.otherRun(4)).isEqualTo("r1");
        other.add(4, version(1));

        assertThat(open("r2").version(4)).isEqualTo(version(1));
    }

    @Test
    void twoQueriesOnOneCheckpointAreRejected() {
        PinLog first = open("r1");
        PinLog second = open("r1");
        first.add(0, version(1));

        assertThatThrownBy(() -> second.add(0, version(2)))
                .isInstanceOf(MistException.class)
                .hasMessageContaining("epoch 0 has been begun by another query")
                .hasMessageContaining("one running query per checkpoint");
        assertThat(open("r1").version(0)).isEqualTo(version(1));
    }

    @Test
    void aVersionWhoseValuesHaveChangedIsRejected() {
        open("r1").add(0, version(1));

        assertThatThrownBy(() -> open("r1").add(1, new Version(1, Json.parseObject("{\"filter\":\"other\"}"))))
                .isInstanceOf(MistException.class)
                .hasMessageContaining("version 1 of the live values is not what it was");
    }

    @Test
    void whatCannotBeReadIsNamed() throws IOException {
        open("r1").add(0, version(1));
        Files.delete(checkpoint.resolve("mist-live/versions/1"));

        assertThatThrownBy(() -> open("r1").version(0)).hasMessageContaining("the values of version 1");

        Files.writeString(checkpoint.resolve("mist-live/epochs/0"), "{");
        assertThatThrownBy(() -> open("r1").version(0)).hasMessageContaining("mist-live/epochs/0 cannot be read");
    }
}
