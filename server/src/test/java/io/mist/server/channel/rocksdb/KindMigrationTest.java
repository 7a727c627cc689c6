package io.mist.server.channel.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mist.protocol.MistException;
import io.mist.server.DataDirectories;
import io.mist.server.channel.Batch;
import io.mist.server.channel.ChannelLogContract;
import io.mist.server.channel.DeclaredKinds;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.ChannelKind;
import io.mist.server.gate.message.Message;
import io.mist.server.gate.message.Page;
import io.mist.server.gate.message.Retention;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

class KindMigrationTest {

    private static final Function<ChannelId, Retention> FOR_EVER =
            channel -> new Retention(Duration.ofDays(36_500), 1L << 40);
    private static final byte[] FORMAT = "format".getBytes(StandardCharsets.UTF_8);

    private static final ChannelId INPUT = ChannelId.input("r", "x");
    private static final ChannelId OUTPUT = ChannelId.output("r", "x");

    @TempDir
    Path directory;

    // ---- a directory that the version before has written

    private static final ChannelId ALERTS = ChannelId.output("log-alerts", "alerts");
    private static final ChannelId LINES = ChannelId.input("log-alerts", "lines");
    private static final ChannelId CRM = ALERTS.deadLetters("crm");
    private static final ChannelId PUSHED_ONLY = ChannelId.input("pushed-only", "lines");
    private static final ChannelId RETIRED_LINES = ChannelId.input("retired", "lines");
    private static final ChannelId RETIRED_ALERTS = ChannelId.output("retired", "alerts");

    @Test
    void eachChannelOfTheVersionBeforeKeepsItsMessagesUnderItsKind() throws Exception {
        Path channels = DataDirectories.beforeChannelKinds(directory).resolve("channels");

        for (int opened = 0; opened < 2; opened++) {
            try (RocksDbLog log = RocksDbLog.open(channels, FOR_EVER)) {
                assertThat(log.channels(ChannelKind.INPUT))
                        .containsExactlyInAnyOrder(LINES, PUSHED_ONLY, RETIRED_LINES);
                assertThat(log.channels(ChannelKind.OUTPUT)).containsExactlyInAnyOrder(ALERTS, RETIRED_ALERTS);
                assertThat(log.channels(ChannelKind.DEAD_LETTERS)).containsExactly(CRM);
                assertThatItHas(log, LINES, 12);
                assertThatItHas(log, ALERTS, 7);
                assertThatItHas(log, CRM, 1);
                assertThatItHas(log, PUSHED_ONLY, 2);
                assertThatItHas(log, RETIRED_LINES, 3);
                assertThatItHas(log, RETIRED_ALERTS, 3);
                assertThat(log.read(ALERTS, 0, null, 10).messages())
                        .extracting(message -> new String(message.data(), StandardCharsets.UTF_8))
                        .allMatch(data -> data.contains("error") || data.contains("warning"));
            }
        }
    }

    private static void assertThatItHas(RocksDbLog log, ChannelId channel, int messages) {
        Page page = log.read(channel, 0, null, 100);
        assertThat(page.messages())
                .extracting(Message::offset)
                .containsExactlyElementsOf(LongStream.range(0, messages).boxed().toList());
        assertThat(page.gap()).isNull();
        assertThat(log.start(channel)).isZero();
        assertThat(log.end(channel)).isEqualTo(messages);
        page.messages()
                .forEach(message -> assertThat(log.find(channel, message.id())).hasValue(message.offset()));
    }

    @Test
    void readersOfTheVersionBeforeKeepTheirPlaces() throws Exception {
        Path channels = DataDirectories.beforeChannelKinds(directory).resolve("channels");

        try (RocksDbLog log = RocksDbLog.open(channels, FOR_EVER)) {
            assertThat(log.cursor("mqtt", ALERTS)).hasValue(7);
            assertThat(log.cursor("mqtt", RETIRED_ALERTS)).hasValue(3);
            assertThat(log.cursor("webhook:log-alerts/alerts/crm", ALERTS)).hasValue(7);
            assertThat(log.cursor("webhook:log-alerts/alerts/away", ALERTS)).hasValue(0);
        }
    }

    @Test
    void whatTheVersionBeforeHasTakenIsNotTakenAgain() throws Exception {
        Path channels = DataDirectories.beforeChannelKinds(directory).resolve("channels");

        try (RocksDbLog log = RocksDbLog.open(channels, FOR_EVER)) {
            for (String key : List.of("key-1", "key-2", "key-3", "key-5")) {
                assertThatThrownBy(() -> log.append(LINES, ChannelLogContract.push(key, "another", "1")))
                        .isInstanceOfSatisfying(
                                MistException.class, e -> assertThat(e.code()).isEqualTo("key-reused"));
            }
            for (Message message : log.read(ALERTS, 0, null, 10).messages()) {
                String query = message.id().split("/")[1];
                Batch again = new Batch(
                        Batch.Published.epoch(
                                message.run(),
                                query,
                                Optional.ofNullable(message.epoch()).orElseThrow()),
                        1,
                        ChannelLogContract.NOON,
                        ChannelLogContract.entries(List.of("1")));
                assertThat(log.append(ALERTS, again).isNew()).as(message.id()).isFalse();
            }
            assertThat(log.append(LINES, ChannelLogContract.push("key-6", "d", "1"))
                            .first())
                    .isEqualTo(12);
        }
    }

    // ---- directories as the version before would have written them

    /** Writes to the channel {@code r/x} as the version before would have, which knew no kinds. */
    private void write(Function<ChannelId, Retention> retention, Writing writing) throws RocksDBException {
        byte[] prefix = prefix();
        try (RocksDbDirectory open = RocksDbDirectory.open(directory, true)) {
            open.db().put(open.families().kinds(), prefix, ChannelPrefixes.value(ChannelKind.OUTPUT));
            open.db().put(open.families().format(), FORMAT, LogKeys.number(RocksDbFormat.CURRENT));
        }
        try (RocksDbLog log = RocksDbLog.open(directory, retention)) {
            writing.write(log);
        }
        try (RocksDbDirectory open = RocksDbDirectory.open(directory, true)) {
            open.db().delete(open.families().kinds(), prefix);
            open.db().delete(open.families().format(), FORMAT);
        }
    }

    private interface Writing {
        void write(RocksDbLog log);
    }

    private static byte[] prefix() {
        return "r\0x\0".getBytes(StandardCharsets.UTF_8);
    }

    private static void writeBoth(RocksDbLog log) {
        log.append(OUTPUT, ChannelLogContract.push("k", "d", "0", "1"));
        log.append(OUTPUT, ChannelLogContract.batch("r1", 0, "2"));
        log.append(OUTPUT, ChannelLogContract.push(null, "", "3"));
        log.append(OUTPUT, ChannelLogContract.batch("r1", 1, "4"));
        log.saveCursor("mqtt", OUTPUT, 3);
    }

    private void assertThatBothAreApart() {
        try (RocksDbLog log = RocksDbLog.open(directory, FOR_EVER)) {
            Page pushed = log.read(INPUT, 0, null, 10);
            Page published = log.read(OUTPUT, 0, null, 10);
            assertThat(ChannelLogContract.texts(pushed)).containsExactly("0", "1", "3");
            assertThat(ChannelLogContract.offsets(pushed)).containsExactly(0L, 1L, 3L);
            assertThat(ChannelLogContract.texts(published)).containsExactly("2", "4");
            assertThat(ChannelLogContract.offsets(published)).containsExactly(2L, 4L);
            assertThat(log.end(INPUT)).isEqualTo(5);
            assertThat(log.end(OUTPUT)).isEqualTo(5);
            assertThat(log.cursor("mqtt", OUTPUT)).hasValue(3);
            assertThat(log.append(INPUT, ChannelLogContract.push("k", "d", "0", "1"))
                            .isNew())
                    .isFalse();
            assertThat(log.append(OUTPUT, ChannelLogContract.batch("r1", 1, "4"))
                            .isNew())
                    .isFalse();
            pushed.messages()
                    .forEach(
                            message -> assertThat(log.find(INPUT, message.id())).hasValue(message.offset()));
            published
                    .messages()
                    .forEach(message ->
                            assertThat(log.find(OUTPUT, message.id())).hasValue(message.offset()));
        }
    }

    @Test
    void anInputAndAnOutputThatHadTheSameNameAreApart() throws Exception {
        write(FOR_EVER, KindMigrationTest::writeBoth);

        assertThatBothAreApart();
        assertThatBothAreApart();
    }

    @Test
    void aMigrationThatWasInterruptedEndsAsOneThatWasNot() throws Exception {
        write(FOR_EVER, KindMigrationTest::writeBoth);

        for (int interrupted = 0; interrupted < 2; interrupted++) {
            try (RocksDbDirectory open = RocksDbDirectory.open(directory, true)) {
                new KindMigration(open, DeclaredKinds.NONE).move(prefix(), 1);
            }
        }

        assertThatBothAreApart();
    }

    @Test
    void aMigrationThatFailedLeavesTheDirectoryToTheNext() throws Exception {
        write(channel -> new Retention(Duration.ofDays(36_500), 1), KindMigrationTest::writeAndForget);
        DeclaredKinds failing = (route, name) -> {
            throw MistException.resources("database-failed", "no contracts now");
        };

        assertThatThrownBy(() -> RocksDbLog.open(directory, FOR_EVER, failing))
                .hasMessageContaining("no contracts now");
        try (RocksDbLog log = RocksDbLog.open(directory, FOR_EVER, (route, name) -> Optional.of(ChannelKind.INPUT))) {
            assertThat(log.channels(ChannelKind.INPUT)).isEqualTo(Set.of(INPUT));
            assertThat(log.end(INPUT)).isEqualTo(2);
        }
    }

    /** More than retention keeps: the log ends at 2 and has no message left. */
    private static void writeAndForget(RocksDbLog log) {
        log.append(OUTPUT, ChannelLogContract.push("k", "d", "0", "1"));
    }

    @Test
    void aLogWithoutMessagesOfWhichNoContractKnowsIsAnOutputs() throws Exception {
        write(channel -> new Retention(Duration.ofDays(36_500), 1), KindMigrationTest::writeAndForget);

        try (RocksDbLog log = RocksDbLog.open(directory, FOR_EVER)) {
            assertThat(log.channels(ChannelKind.OUTPUT)).isEqualTo(Set.of(OUTPUT));
            assertThat(log.end(OUTPUT)).isEqualTo(2);
        }
    }

    // ---- directories that a newer version has written

    @Test
    void aDirectoryOfANewerFormatIsNotOpened() throws Exception {
        try (RocksDbDirectory open = RocksDbDirectory.open(directory, true)) {
            open.db().put(open.families().format(), FORMAT, LogKeys.number(RocksDbFormat.CURRENT + 1));
        }

        assertThatThrownBy(() -> RocksDbLog.open(directory, FOR_EVER))
                .isInstanceOfSatisfying(
                        MistException.class, e -> assertThat(e.code()).isEqualTo("newer-format"))
                .hasMessageContaining("format 3 (expected: at most format 2); start the newer version");
    }

    @Test
    void aDirectoryWithMoreThanThisVersionKnowsIsNotOpened() throws Exception {
        RocksDbLog.open(directory, FOR_EVER).close();
        addFamily("of-tomorrow");

        assertThatThrownBy(() -> RocksDbLog.open(directory, FOR_EVER))
                .isInstanceOfSatisfying(
                        MistException.class, e -> assertThat(e.code()).isEqualTo("newer-format"))
                .hasMessageContaining("it has 'of-tomorrow'");
    }

    private void addFamily(String name) throws RocksDBException {
        try (RocksDbDirectory open = RocksDbDirectory.open(directory, true);
                Options options = new Options();
                ColumnFamilyHandle added = open.db()
                        .createColumnFamily(new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.UTF_8)))) {
            assertThat(RocksDB.listColumnFamilies(options, directory.toString()))
                    .isNotEmpty();
        }
    }
}
