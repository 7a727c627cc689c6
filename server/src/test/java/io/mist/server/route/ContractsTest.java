package io.mist.server.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mist.protocol.Contract;
import io.mist.protocol.MistException;
import io.mist.server.run.ManualClock;
import io.mist.server.store.Database;
import io.mist.server.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractsTest {

    private static final Artifact ONE = new Artifact("1111", Path.of("/artifacts/1111/jobs.jar"));
    private static final Artifact TWO = new Artifact("2222", Path.of("/artifacts/2222/jobs.jar"));

    private final Database database = TestDatabase.empty();
    private final ManualClock clock = new ManualClock(Instant.EPOCH);

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        database.close();
    }

    private Contracts contracts(FakeJava java) {
        return new Contracts(
                database.jdbi(),
                new Describer(
                        java.program(),
                        Path.of("/opt/spark"),
                        Path.of("/w.jar"),
                        Duration.ofSeconds(60),
                        context -> Optional.empty()),
                clock);
    }

    @Test
    void aContractIsReadOncePerContentAndClass() throws IOException {
        FakeJava java = FakeJava.printing(directory, FakeJava.ANSWER);
        Contracts contracts = contracts(java);
        assertThat(contracts.known(ONE, "a.Job")).isEmpty();

        Contract contract = contracts.of(ONE, "a.Job", "default");

        assertThat(contracts.of(new Artifact("1111", Path.of("/elsewhere")), "a.Job", "default"))
                .isSameAs(contract);
        assertThat(contracts.known(ONE, "a.Job")).contains(contract);
        assertThat(java.calls()).hasSize(1);
        contracts.of(ONE, "b.Job", "default");
        contracts.of(TWO, "a.Job", "default");
        assertThat(java.calls()).hasSize(3);
    }

    @Test
    void aContractIsKnownToTheNextServer() throws IOException {
        Contract contract =
                contracts(FakeJava.printing(directory, FakeJava.ANSWER)).of(ONE, "a.Job", "default");
        FakeJava java = FakeJava.running(directory, "exit 1");

        assertThat(contracts(java).of(ONE, "a.Job", "default")).isEqualTo(contract);
    }

    @Test
    void manyThatAskAtOnceWaitForOneProcess() throws IOException {
        FakeJava java = FakeJava.printing(directory, FakeJava.ANSWER);
        Contracts contracts = contracts(java);

        List<Contract> found = IntStream.range(0, 16)
                .parallel()
                .mapToObj(i -> contracts.of(ONE, "a.Job", "default"))
                .distinct()
                .toList();

        assertThat(found).hasSize(1);
        assertThat(java.calls()).hasSize(1);
    }

    @Test
    void aBrokenJobStaysBroken() throws IOException {
        FakeJava java = FakeJava.running(directory, "exit 1");
        Contracts contracts = contracts(java);

        assertThatThrownBy(() -> contracts.of(ONE, "a.Job", "default")).isInstanceOf(MistException.class);
        assertThatThrownBy(() -> contracts.of(ONE, "a.Job", "default")).isInstanceOf(MistException.class);
        assertThatThrownBy(() -> contracts.known(ONE, "a.Job")).isInstanceOf(MistException.class);

        assertThat(java.calls()).hasSize(1);
    }

    @Test
    void aJobInPythonIsReadAgainAfterAWhile() throws IOException {
        FakeJava java = FakeJava.running(directory, "exit 1");
        Contracts contracts = contracts(java);
        Artifact module = new Artifact("3333", Path.of("/job.py"));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> contracts.of(module, "job", "default")).isInstanceOf(MistException.class);
        }
        assertThat(java.calls()).hasSize(1);

        clock.advance(Duration.ofSeconds(10));

        assertThatThrownBy(() -> contracts.of(module, "job", "default")).isInstanceOf(MistException.class);
        assertThat(java.calls()).hasSize(2);
    }

    @Test
    void theWhileBeginsWhenAJobInPythonHasFailedHoweverLongThatTook() throws Exception {
        Path mayFail = directory.resolve("may-fail");
        FakeJava java = FakeJava.running(directory, "until [ -e '" + mayFail + "' ]; do sleep 0.05; done; exit 1");
        Contracts contracts = contracts(java);
        Artifact module = new Artifact("3333", Path.of("/job.py"));
        Thread reading = new Thread(() ->
                assertThatThrownBy(() -> contracts.of(module, "job", "default")).isInstanceOf(MistException.class));
        reading.start();
        await().until(() -> Files.exists(directory.resolve("calls")));
        clock.advance(Duration.ofSeconds(30));
        Files.createFile(mayFail);
        reading.join();

        assertThatThrownBy(() -> contracts.of(module, "job", "default")).isInstanceOf(MistException.class);

        assertThat(java.calls()).hasSize(1);
    }

    @Test
    void whatTheOperatorCanMendIsTriedAgain() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        FakeJava java = FakeJava.printing(elsewhere, FakeJava.ANSWER);
        Files.move(java.program(), directory.resolve("hidden"));
        Contracts contracts = contracts(java);
        assertThatThrownBy(() -> contracts.of(ONE, "a.Job", "default")).hasMessageContaining("cannot read contracts");

        Files.move(directory.resolve("hidden"), java.program());

        assertThat(contracts.of(ONE, "a.Job", "default").job()).isEqualTo("log-alerts");
    }
}
