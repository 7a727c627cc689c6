package io.mist.server.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mist.protocol.MistException;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.ChannelKind;
import io.mist.server.gate.message.Message;
import io.mist.server.gate.message.Page;
import io.mist.server.gate.message.Snapshot;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link ChannelLog} does, on a directory of its own. */
public abstract class ChannelLogContract {

    public static final ChannelId ALERTS = ChannelId.output("log-alerts", "alerts");
    /** Sorts right after {@link #ALERTS}, and its names begin with the same letters. */
    public static final ChannelId ALERTS_TOO = ChannelId.output("log-alerts", "alerts2");

    public static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration FOREVER = Duration.ofDays(10_000);
    private static final long UNLIMITED = 1L << 40;

    @TempDir
    protected Path directory;

    private final List<ChannelLog> opened = new ArrayList<>();

    /** Opens the logs in a directory, which may hold some already. */
    protected abstract ChannelLog openIn(Path directory, Duration age, long bytes);

    /** Opens the logs in a directory, in a process of its own. */
    protected abstract Class<? extends AppendingProcess.Opener> appendingProgram();

    /** How often its process is killed in the test of that. */
    protected abstract int kills();

    /** What its process needs beside the directory to open the same logs. */
    protected String whereIs() {
        return "";
    }

    protected ChannelLog open(Duration age, long bytes) {
        ChannelLog log = openIn(directory, age, bytes);
        opened(log);
        return log;
    }

    /** Is closed at the end. */
    protected void opened(ChannelLog log) {
        opened.add(log);
    }

    protected ChannelLog open() {
        return open(FOREVER, UNLIMITED);
    }

    protected ChannelLog reopened(ChannelLog log) {
        log.close();
        opened.remove(log);
        return open();
    }

    @AfterEach
    void closeAll() {
        opened.forEach(ChannelLog::close);
    }

    public static Batch batch(String run, long number, Instant at, List<String> payloads) {
        return new Batch(Batch.Published.epoch(run, "alerts", number), 3, at, entries(payloads));
    }

    public static List<Batch.Entry> entries(List<String> payloads) {
        List<Batch.Entry> entries = new ArrayList<>();
        for (String text : payloads) {
            entries.add(new Batch.Entry(0, entries.size(), null, text.getBytes(StandardCharsets.UTF_8)));
        }
        return entries;
    }

    public static Batch batch(String run, long number, String... payloads) {
        return batch(run, number, NOON, List.of(payloads));
    }

    public static List<String> texts(Page page) {
        return page.messages().stream()
                .map(message -> new String(message.data(), StandardCharsets.UTF_8))
                .toList();
    }

    public static List<Long> offsets(Page page) {
        return page.messages().stream().map(Message::offset).toList();
    }

    /** Some logs leave holes between batches. */
    public static void assertThatTheyGrow(List<Long> offsets) {
        assertThat(offsets).isSortedAccordingTo(Comparator.naturalOrder()).doesNotHaveDuplicates();
    }

    // ---- append and read

    @Test
    void aChannelThatNobodyWroteToIsEmpty() {
        ChannelLog log = open();

        assertThat(log.start(ALERTS)).isZero();
        assertThat(log.end(ALERTS)).isZero();
        assertThat(log.read(ALERTS, 0, null, 10)).isEqualTo(new Page(List.of(), 0, null));
        assertThat(log.channels(ChannelKind.OUTPUT)).isEmpty();
    }

    @Test
    void messagesGetOffsetsInTheirOrderAndKeepWhatIsKnownOfThem() {
        ChannelLog log = open();

        log.append(ALERTS, batch("r1", 7, "{\"a\":1}", "\"ü\""));
        Page page = log.read(ALERTS, 0, null, 10);

        assertThat(texts(page)).containsExactly("{\"a\":1}", "\"ü\"");
        assertThat(page.next()).isEqualTo(2);
        assertThat(page.gap()).isNull();
        Message second = page.messages().get(1);
        assertThat(second.offset()).isEqualTo(1);
        assertThat(second.id()).isEqualTo("r1/alerts/7/0/1");
        assertThat(second.run()).isEqualTo("r1");
        assertThat(second.epoch()).isEqualTo(7);
        assertThat(second.live()).isEqualTo(3);
        assertThat(second.at()).isEqualTo(NOON);
    }

    @Test
    void aMessageSentOutsideAQueryHasNoEpoch() {
        ChannelLog log = open();

        log.append(ALERTS, new Batch(Batch.Published.sent("r1", "send.1", 4), 1, NOON, entries(List.of("1"))));

        Message message = log.read(ALERTS, 0, null, 1).messages().get(0);
        assertThat(message.epoch()).isNull();
        assertThat(message.id()).isEqualTo("r1/send.1/4/0/0");
    }

    @Test
    void anEpochThatIsInTheLogIsNotAppendedAgain() {
        ChannelLog log = open();

        assertThat(log.append(ALERTS, batch("r1", 7, "1", "2")).isNew()).isTrue();
        assertThat(log.append(ALERTS, batch("r1", 7, "1", "2")).isNew()).isFalse();
        assertThat(log.append(ALERTS, batch("r1", 8, "3")).isNew()).isTrue();
        assertThat(log.append(ALERTS, batch("r2", 7, "4")).isNew()).isTrue();

        assertThat(texts(log.read(ALERTS, 0, null, 10))).containsExactly("1", "2", "3", "4");
    }

    @Test
    void anEpochIsKnownAgainAfterReopenAndAfterItsMessagesWereRemoved() {
        ChannelLog log = open(FOREVER, 1);
        log.append(ALERTS, batch("r1", 7, "1"));
        assertThat(log.start(ALERTS)).isEqualTo(1);

        log = reopened(log);

        assertThat(log.append(ALERTS, batch("r1", 7, "1")).isNew()).isFalse();
    }

    @Test
    void ofManyThatAppendOneEpochAtOnceOneDoes() throws Exception {
        ChannelLog log = open();

        List<Boolean> appended = inThreads(
                8, thread -> log.append(ALERTS, batch("r1", 7, "1", "2", "3")).isNew());

        assertThat(appended).containsOnlyOnce(true);
        assertThat(log.end(ALERTS)).isEqualTo(3);
    }

    @Test
    void readingContinuesWhereThePageBeforeEnded() {
        ChannelLog log = open();
        for (int epoch = 0; epoch < 5; epoch++) {
            log.append(ALERTS, batch("r1", epoch, "" + epoch, "" + epoch));
        }

        Page first = log.read(ALERTS, 0, null, 4);
        Page second = log.read(ALERTS, first.next(), null, 4);
        Page third = log.read(ALERTS, second.next(), null, 4);
        Page none = log.read(ALERTS, third.next(), null, 4);

        assertThat(texts(first)).containsExactly("0", "0", "1", "1");
        assertThat(texts(second)).containsExactly("2", "2", "3", "3");
        assertThat(texts(third)).containsExactly("4", "4");
        List<Long> offsets = new ArrayList<>();
        Stream.of(first, second, third).forEach(page -> offsets.addAll(offsets(page)));
        assertThatTheyGrow(offsets);
        assertThat(third.next()).isEqualTo(log.end(ALERTS)).isEqualTo(offsets.get(9) + 1);
        assertThat(none).isEqualTo(new Page(List.of(), third.next(), null));
    }

    @Test
    void earliestIsTheStartAndLatestIsTheEnd() {
        ChannelLog log = open();
        log.append(ALERTS, batch("r1", 0, "1", "2"));

        long latest = log.end(ALERTS);
        log.append(ALERTS, batch("r1", 1, "3"));

        assertThat(texts(log.read(ALERTS, log.start(ALERTS), null, 10))).containsExactly("1", "2", "3");
        assertThat(texts(log.read(ALERTS, latest, null, 10))).containsExactly("3");
    }

    @Test
    void anOffsetThatIsNotThereYetIsWaitedFor() {
        ChannelLog log = open();
        log.append(ALERTS, batch("r1", 0, "1"));

        assertThat(log.read(ALERTS, 100, null, 10)).isEqualTo(new Page(List.of(), 100, null));
    }

    @Test
    void aReaderOfOneRunPassesOverTheOthers() {
        ChannelLog log = open();
        for (int epoch = 0; epoch < 4; epoch++) {
            log.append(ALERTS, batch("r1", epoch, "a" + epoch));
            log.append(ALERTS, batch("r2", epoch, "b" + epoch));
        }

        Page page = log.read(ALERTS, 0, "r2", 3);

        assertThat(texts(page)).containsExactly("b0", "b1", "b2");
        assertThat(page.next()).isEqualTo(offsets(page).get(2) + 1);
        assertThat(log.read(ALERTS, 0, "r3", 3)).isEqualTo(new Page(List.of(), log.end(ALERTS), null));
    }

    @Test
    void channelsWhoseNamesBeginAlikeAreApart() {
        ChannelLog log = open();
        List<ChannelId> channels = List.of(
                ALERTS,
                ALERTS_TOO,
                ChannelId.output("log-alert", "salerts"),
                ChannelId.output("log-alertsalerts", "a"));

        channels.forEach(channel -> log.append(channel, batch("r1", 1, "\"" + channel + "\"")));
        log.append(ALERTS, batch("r1", 2, "2"));
        ChannelLog again = reopened(log);

        channels.forEach(
                channel -> assertThat(texts(again.read(channel, 0, null, 1))).containsExactly("\"" + channel + "\""));
        assertThat(texts(again.read(ALERTS, 1, null, 10))).containsExactly("2");
        assertThat(again.channels(ChannelKind.OUTPUT)).isEqualTo(Set.copyOf(channels));
    }

    @Test
    void channelsOfOneNameAndDifferentKindsAreApart() {
        ChannelLog log = open();
        ChannelId input = ChannelId.input(ALERTS.route(), ALERTS.name());
        ChannelId letters = ALERTS.deadLetters("crm");

        log.append(ALERTS, batch("r1", 0, "1"));
        log.append(input, push("k", "d", "2"));
        log.append(letters, push("k", "another", "3"));
        log.append(ALERTS, batch("r1", 1, "4"));
        log.saveCursor("mqtt", ALERTS, 1);
        log.saveCursor("mqtt", input, 2);
        log = reopened(log);

        assertThat(texts(log.read(ALERTS, 0, null, 10))).containsExactly("1", "4");
        assertThat(texts(log.read(input, 0, null, 10))).containsExactly("2");
        assertThat(texts(log.read(letters, 0, null, 10))).containsExactly("3");
        assertThat(log.channels(ChannelKind.OUTPUT)).containsExactly(ALERTS);
        assertThat(log.channels(ChannelKind.INPUT)).containsExactly(input);
        assertThat(log.channels(ChannelKind.DEAD_LETTERS)).containsExactly(letters);
        assertThat(log.cursor("mqtt", ALERTS)).hasValue(1);
        assertThat(log.cursor("mqtt", input)).hasValue(2);
        assertThat(log.append(input, push("k", "d", "2")).isNew()).isFalse();
    }

    @Test
    void aLogIsTheSameAfterReopen() {
        ChannelLog log = open();
        log.append(ALERTS, batch("r1", 0, "1", "2"));
        log.append(ALERTS, batch("r1", 1, "3"));
        Page before = log.read(ALERTS, 0, null, 10);

        log = reopened(log);
        log.append(ALERTS, batch("r1", 2, "4"));

        Page after = log.read(ALERTS, 0, null, 10);
        assertThat(texts(after)).containsExactly("1", "2", "3", "4");
        assertThat(after.messages().get(2))
                .usingRecursiveComparison()
                .isEqualTo(before.messages().get(2));
    }

    @Test
    void aMessageIsFoundByItsId() {
        ChannelLog log = open();
        log.append(ALERTS, batch("r1", 6, "1", "2"));
        log.append(ALERTS, batch("r1", 7, "3", "4"));
        log.append(ALERTS, new Batch(Batch.Published.sent("r1", "send.1", 4), 1, NOON, entries(List.of("5"))));

        Page page = log.read(ALERTS, 0, null, 10);

        page.messages()
                .forEach(message -> assertThat(log.find(ALERTS, message.id()))
                        .as(message.id())
                        .hasValue(message.offset()));
        for (String unknown :
                List.of("r1/alerts/7/0/2", "r1/alerts/8/0/0", "r2/alerts/7/0/0", "7", "", "push/9", "/////")) {
            assertThat(log.find(ALERTS, unknown)).as(unknown).isEmpty();
        }
        assertThat(log.find(ALERTS_TOO, "r1/alerts/7/0/0")).isEmpty();
    }

    @Test
    void theIdSaysWhichPartitionAMessageComesFrom() {
        ChannelLog log = open();
        byte[] one = {'1'};

        log.append(
                ALERTS,
                new Batch(
                        Batch.Published.epoch("r1", "alerts", 7),
                        1,
                        NOON,
                        List.of(
                                new Batch.Entry(0, 0, null, one),
                                new Batch.Entry(0, 1, null, one),
                                new Batch.Entry(3, 0, null, one))));

        assertThat(log.read(ALERTS, 0, null, 10).messages())
                .extracting(Message::id)
                .containsExactly("r1/alerts/7/0/0", "r1/alerts/7/0/1", "r1/alerts/7/3/0");
    }

    // ---- pushes

    public static Batch push(String key, String digest, String... payloads) {
        return new Batch(new Batch.Pushed(key, digest), 0, NOON, entries(List.of(payloads)));
    }

    @Test
    void aPushUnderAKeyThatIsKnownIsAnsweredAsTheFirstWas() {
        ChannelLog log = open();
        log.append(ALERTS, push(null, "", "0"));

        Receipt first = log.append(ALERTS, push("k/1", "d1", "1", "2"));
        log = reopened(log);
        Receipt again = log.append(ALERTS, push("k/1", "d1", "1", "2"));

        assertThat(first).isEqualTo(new Receipt(true, first.first(), 2));
        assertThat(again).isEqualTo(new Receipt(false, first.first(), 2));
        assertThat(texts(log.read(ALERTS, 0, null, 10))).containsExactly("0", "1", "2");
    }

    @Test
    void aKeyIsOfOneChannelAndPushesWithoutOneAreNeverReplays() {
        ChannelLog log = open();

        assertThat(log.append(ALERTS, push("k", "d", "1")).isNew()).isTrue();
        assertThat(log.append(ALERTS_TOO, push("k", "d", "1")).isNew()).isTrue();
        assertThat(log.append(ALERTS, push(null, "", "1")).isNew()).isTrue();
        assertThat(log.append(ALERTS, push(null, "", "1")).isNew()).isTrue();
    }

    @Test
    void aKeyThatWasUsedForSomethingElseIsRefused() {
        ChannelLog log = open();
        log.append(ALERTS, push("k", "d1", "1"));

        assertThatThrownBy(() -> log.append(ALERTS, push("k", "d2", "2")))
                .isInstanceOf(MistException.class)
                .hasMessageContaining("'k'");
        assertThat(texts(log.read(ALERTS, 0, null, 10))).containsExactly("1");
    }

    @Test
    void aPushedMessageHasNoRunAndIsFoundByItsId() {
        ChannelLog log = open();
        log.append(ALERTS, push("k/1", "d", "1", "2"));
        log.append(ALERTS, push(null, "", "3"));

        for (Message message : log.read(ALERTS, 0, null, 10).messages()) {
            assertThat(message.run()).isEmpty();
            assertThat(message.epoch()).isNull();
            assertThat(log.find(ALERTS, message.id())).as(message.id()).hasValue(message.offset());
        }
    }

    // ---- snapshots

    public static Batch keyed(long number, String... keysAndPayloads) {
        List<Batch.Entry> entries = new ArrayList<>();
        for (int i = 0; i < keysAndPayloads.length; i += 2) {
            byte[] data = keysAndPayloads[i + 1].getBytes(StandardCharsets.UTF_8);
            entries.add(new Batch.Entry(0, entries.size(), keysAndPayloads[i], data));
        }
        return new Batch(Batch.Published.epoch("r1", "alerts", number), 3, NOON, entries);
    }

    public static List<String> texts(Snapshot snapshot) {
        return snapshot.messages().stream()
                .map(message -> message.key() + "=" + new String(message.data(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void aSnapshotHasTheLatestMessageOfEachKey() {
        ChannelLog log = open();
        log.append(ALERTS, keyed(0, "b", "1", "a", "2", "b", "3"));
        log.append(ALERTS, keyed(1, "c", "4", "a", "5"));
        log.append(ALERTS_TOO, keyed(0, "d", "6"));
        log = reopened(log);

        Snapshot all = log.snapshot(ALERTS, null, 10);
        Snapshot first = log.snapshot(ALERTS, null, 2);
        Snapshot rest = log.snapshot(ALERTS, first.after(), 2);

        assertThat(texts(all)).containsExactly("a=5", "b=3", "c=4");
        assertThat(all.after()).isNull();
        assertThat(all.next()).isEqualTo(log.end(ALERTS));
        assertThat(texts(first)).containsExactly("a=5", "b=3");
        assertThat(texts(rest)).containsExactly("c=4");
        assertThat(rest.after()).isNull();
    }

    @Test
    void aChannelWithoutKeysHasAnEmptySnapshot() {
        ChannelLog log = open();
        log.append(ALERTS, batch("r1", 0, "1"));

        assertThat(texts(log.snapshot(ALERTS, null, 10))).isEmpty();
        assertThat(texts(log.snapshot(ALERTS_TOO, null, 10))).isEmpty();
    }

    @Test
    void whatRetentionRemovesIsForgottenByIdKeyAndSnapshot() {
        ChannelLog log = open(Duration.ofDays(1), UNLIMITED);
        log.append(ALERTS, keyed(0, "a", "1", "b", "2"));
        log.append(ALERTS, push("k", "d", "3"));

        Batch later = new Batch(
                Batch.Published.epoch("r1", "alerts", 1),
                3,
                NOON.plus(Duration.ofDays(2)),
                List.of(new Batch.Entry(0, 0, "b", new byte[] {'4'})));
        log.append(ALERTS, later);

        assertThat(texts(log.snapshot(ALERTS, null, 10))).containsExactly("b=4");
        assertThat(log.find(ALERTS, "r1/alerts/0/0/0")).isEmpty();
        assertThat(log.append(ALERTS, push("k", "another", "5")).isNew()).isTrue();
        assertThat(log.append(ALERTS, keyed(0, "a", "1")).isNew()).isFalse();
    }

    // ---- retention

    @Test
    void whatGoesBeyondTheSizeIsRemovedOldestFirstAndReportedAsAGap() {
        ChannelLog log = open(FOREVER, 10_000);
        for (int epoch = 0; epoch < 30; epoch++) {
            log.append(ALERTS, batch("r1", epoch, "\"" + "x".repeat(998) + "\""));
        }

        long start = log.start(ALERTS);
        Page page = log.read(ALERTS, 2, null, 100);

        assertThat(page.messages()).hasSizeBetween(5, 10);
        assertThat(page.gap()).isEqualTo(new Page.Gap(2, start - 1));
        assertThatTheyGrow(offsets(page));
        assertThat(offsets(page).get(0)).isGreaterThanOrEqualTo(start);
        assertThat(page.messages().get(page.messages().size() - 1).epoch()).isEqualTo(29);
        assertThat(log.read(ALERTS, start, null, 100).gap()).isNull();
    }

    @Test
    void retentionKeepsUpWithBatchesOfAnySize() {
        ChannelLog log = open(FOREVER, 100_000);
        List<String> texts = Collections.nCopies(5_000, "\"" + "x".repeat(98) + "\"");
        for (int epoch = 0; epoch < 6; epoch++) {
            log.append(ALERTS, batch("r1", epoch, NOON, texts));
        }

        assertThat(log.end(ALERTS)).isGreaterThanOrEqualTo(30_000);
        assertThat(log.end(ALERTS) - log.start(ALERTS)).isLessThan(1_000);
    }

    @Test
    void whatIsOlderThanTheAgeIsRemoved() {
        ChannelLog log = open(Duration.ofDays(1), UNLIMITED);
        log.append(ALERTS, batch("r1", 0, NOON, List.of("1", "2")));
        log.append(ALERTS, batch("r1", 1, NOON.plus(Duration.ofHours(23)), List.of("3")));

        log.append(ALERTS, batch("r1", 2, NOON.plus(Duration.ofHours(25)), List.of("4")));

        Page page = log.read(ALERTS, 0, null, 10);
        assertThat(page.gap()).isEqualTo(new Page.Gap(0, 1));
        assertThat(texts(page)).containsExactly("3", "4");
    }

    @Test
    void retentionOfOneChannelLeavesTheOthersAlone() {
        ChannelLog log = open(FOREVER, 2_000);
        log.append(ALERTS_TOO, batch("r1", 0, "1"));

        for (int epoch = 0; epoch < 10; epoch++) {
            log.append(ALERTS, batch("r1", epoch, "\"" + "x".repeat(998) + "\""));
        }

        assertThat(log.start(ALERTS)).isPositive();
        assertThat(texts(log.read(ALERTS_TOO, 0, null, 10))).containsExactly("1");
    }

    @Test
    void offsetsContinueAfterEverythingWasRemovedAndTheLogReopened() {
        ChannelLog log = open(FOREVER, 1);
        log.append(ALERTS_TOO, batch("r1", 0, "1"));
        log.append(ALERTS, batch("r1", 0, "1", "2", "3"));
        assertThat(log.start(ALERTS)).isEqualTo(3);
        assertThat(log.end(ALERTS)).isEqualTo(3);

        log = reopened(log);
        assertThat(log.channels(ChannelKind.OUTPUT)).containsExactlyInAnyOrder(ALERTS, ALERTS_TOO);
        assertThat(log.read(ALERTS, 1, null, 10)).isEqualTo(new Page(List.of(), 3, new Page.Gap(1, 2)));
        log.append(ALERTS, batch("r1", 1, "4"));

        Page page = log.read(ALERTS, 3, null, 10);
        assertThat(page.gap()).isNull();
        assertThat(texts(page)).containsExactly("4");
    }

    @Test
    void aReaderNeverSeesAnotherChannelsMessagesWhileItsOwnAreRemoved() throws Exception {
        ChannelLog log = open(FOREVER, 1);
        try (ChannelLog ignored = log) {
            log.append(ALERTS_TOO, batch("another", 0, NOON, List.of()));
            for (int epoch = 1; epoch < 20; epoch++) {
                // Within a batch nothing is removed before all of it is there.
                log.append(ALERTS_TOO, batch("another", epoch, "0"));
            }
            List<Boolean> clean = inThreads(2, thread -> {
                boolean good = true;
                for (int i = 0; i < 300; i++) {
                    if (thread == 0) {
                        log.append(ALERTS, batch("r1", i, "1", "2"));
                    }
                    Page page = log.read(ALERTS, Math.max(0, log.end(ALERTS) - 2), null, 10);
                    good &= page.messages().stream()
                            .allMatch(message -> message.run().equals("r1"));
                }
                return good;
            });
            assertThat(clean).containsOnly(true);
        } finally {
            opened.remove(log);
        }
    }

    // ---- cursors and listeners

    @Test
    void aCursorIsAReadersPlaceInOneChannelAndOutlivesTheProcess() {
        ChannelLog log = open();
        assertThat(log.cursor("mqtt", ALERTS)).isEmpty();

        log.saveCursor("mqtt", ALERTS, 41);
        log.saveCursor("mqtt", ALERTS, 42);
        log.saveCursor("kafka", ALERTS, 7);
        log = reopened(log);

        assertThat(log.cursor("mqtt", ALERTS)).hasValue(42);
        assertThat(log.cursor("kafka", ALERTS)).hasValue(7);
        assertThat(log.cursor("mqtt", ALERTS_TOO)).isEmpty();
        assertThat(log.channels(ChannelKind.OUTPUT)).isEmpty();
    }

    @Test
    void listenersHearOfAnAppendWhenItCanBeReadAndNotOfADuplicate() throws Exception {
        ChannelLog log = open();
        List<String> heard = new ArrayList<>();
        AutoCloseable listening = log.onAppend(channel -> heard.add(channel + " " + log.end(channel)));

        log.append(ALERTS, batch("r1", 0, "1", "2"));
        log.append(ALERTS, batch("r1", 0, "1", "2"));
        log.append(ALERTS_TOO, batch("r1", 0, "1"));
        listening.close();
        log.append(ALERTS, batch("r1", 1, "3"));

        assertThat(heard).containsExactly("log-alerts/alerts 2", "log-alerts/alerts2 1");
    }

    // ---- many threads, and the end of a process

    @Test
    void manyThreadsOnManyChannelsLoseNothingAndKeepBatchesTogether() throws Exception {
        ChannelLog log = open();
        int perThread = 25;

        inThreads(8, thread -> {
            ChannelId channel = ChannelId.output("route", "output-" + thread % 4);
            for (int epoch = 0; epoch < perThread; epoch++) {
                String text = "\"" + thread + "/" + epoch + "\"";
                log.append(channel, batch("r" + thread, epoch, text, text, text));
            }
            return true;
        });

        for (int channel = 0; channel < 4; channel++) {
            Page page = log.read(ChannelId.output("route", "output-" + channel), 0, null, 1_000);
            assertThat(page.messages()).hasSize(2 * perThread * 3);
            assertThatTheyGrow(offsets(page));
            List<String> texts = texts(page);
            IntStream.range(0, texts.size() / 3)
                    .forEach(i -> assertThat(texts.subList(3 * i, 3 * i + 3)).containsOnly(texts.get(3 * i)));
            assertThat(texts.stream().distinct()).hasSize(2 * perThread);
        }
    }

    @Test
    void aReaderBesideWritersSeesEveryOffsetOnceAndInOrder() throws Exception {
        ChannelLog log = open();
        ConcurrentLinkedQueue<Long> seen = new ConcurrentLinkedQueue<>();

        inThreads(4, thread -> {
            if (thread > 0) {
                for (int epoch = 0; epoch < 30; epoch++) {
                    log.append(ALERTS, batch("r" + thread, epoch, "1", "2"));
                }
                return true;
            }
            long next = 0;
            while (seen.size() < 3 * 30 * 2) {
                Page page = log.read(ALERTS, next, null, 7);
                seen.addAll(offsets(page));
                next = page.next();
            }
            return true;
        });

        assertThat(seen).hasSize(180);
        assertThatTheyGrow(List.copyOf(seen));
    }

    /** A process that appends is killed again and again, each time at another point, and resumes where the log ends. */
    @Test
    void whatWasAcknowledgedIsThereAfterTheProcessWasKilled() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        long acknowledged = -1;
        for (int kill = 0; kill < kills(); kill++) {
            long killed = killedWhenAt(acknowledged + 1 + random.nextInt(40), random.nextInt(2_000_000));
            acknowledged = Math.max(acknowledged, killed);

            ChannelLog log = open();
            assertThatItHasWholeBatches(log, acknowledged, "seed " + seed + ", kill " + kill);
            log.close();
            opened.remove(log);
        }
    }

    /** @return the number of the last batch that was acknowledged */
    private long killedWhenAt(long number, int nanosAfter) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AppendingProcess.class.getName(),
                        appendingProgram().getName(),
                        directory.toString(),
                        whereIs())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long acknowledged = -1;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = out.readLine()) != null) {
                acknowledged = Long.parseLong(line);
                // The batch before may have been stored and not acknowledged: then it begins above the number.
                if (acknowledged >= number) {
                    LockSupport.parkNanos(nanosAfter);
                    // Through its handle: the process itself would close the stream with acknowledgements in it.
                    process.toHandle().destroyForcibly();
                }
            }
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(acknowledged).isGreaterThanOrEqualTo(number);
        return acknowledged;
    }

    /** Batches 0, 1, 2 … up to the one acknowledged last or the next; each is whole, there once, and known again. */
    private static void assertThatItHasWholeBatches(ChannelLog log, long acknowledged, String about) {
        List<String> ids = new ArrayList<>();
        Page page = log.read(ALERTS, 0, null, 1_000_000);
        assertThatTheyGrow(offsets(page));
        page.messages().forEach(message -> ids.add(message.id()));
        assertThat((long) ids.size() / AppendingProcess.PER_BATCH)
                .as(about)
                .isBetween(acknowledged + 1, acknowledged + 2);
        for (int i = 0; i < ids.size(); i++) {
            Batch batch = AppendingProcess.batch(i / AppendingProcess.PER_BATCH);
            Batch.Entry entry = batch.entries().get(i % AppendingProcess.PER_BATCH);
            assertThat(ids.get(i)).as(about).isEqualTo(MessageId.of(batch.origin(), entry, -1));
        }
        assertThat(log.append(ALERTS, AppendingProcess.batch(acknowledged)).isNew())
                .as(about)
                .isFalse();
    }

    @Test
    void aLogThatIsOpenElsewhereSaysSo() {
        open();

        assertThatThrownBy(this::open)
                .isInstanceOf(MistException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("is another Mist using this data directory?");
    }

    @Test
    void aClosedLogRefusesInsteadOfReachingForWhatIsGone() {
        ChannelLog log = openIn(directory, FOREVER, UNLIMITED);
        log.append(ALERTS, batch("r1", 0, "1"));

        log.close();
        log.close();

        assertThatThrownBy(() -> log.read(ALERTS, 0, null, 1)).isInstanceOf(MistException.class);
        assertThatThrownBy(() -> log.append(ALERTS, batch("r1", 1, "1"))).isInstanceOf(MistException.class);
        assertThatThrownBy(() -> log.cursor("mqtt", ALERTS)).isInstanceOf(MistException.class);
        assertThatThrownBy(() -> log.saveCursor("mqtt", ALERTS, 1)).isInstanceOf(MistException.class);
    }

    /** What one of several threads does. */
    @FunctionalInterface
    interface Part<T> {
        T call(int thread) throws Exception;
    }

    static <T> List<T> inThreads(int count, Part<T> part) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int thread = i;
                running.add(threads.submit(() -> part.call(thread)));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> one : running) {
                results.add(one.get(60, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
