package io.mist.worker.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mist.protocol.Problem;
import io.mist.protocol.wire.Failure;
import io.mist.protocol.wire.RunEnded;
import io.mist.protocol.wire.StartRun;
import io.mist.worker.TestPython;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Jobs in Python in a real Python, on a real Spark. */
@Timeout(300)
class PythonJobTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    private final TestHost host = new TestHost();

    @BeforeAll
    static void havePython() {
        TestPython.require();
    }

    @AfterEach
    void close() {
        host.close();
    }

    private StartRun.Builder job(String name) throws IOException {
        return job("hosted_jobs.py", name);
    }

    private StartRun.Builder job(String file, String name) throws IOException {
        Path artifact = directory.resolve(file);
        try (InputStream in = getClass().getResourceAsStream("/python/" + file)) {
            Files.write(artifact, in.readAllBytes());
        }
        return StartRun.newBuilder()
                .setRun(UUID.randomUUID().toString())
                .setAttempt(1)
                .setRoute("python")
                .setArtifactPath(artifact.toString())
                .setClassName(name)
                .setParameters("{}")
                .setLive("{}")
                .setLiveVersion(1)
                .setDirectory(Files.createDirectories(directory.resolve("run")).toString());
    }

    private String numbers() throws IOException {
        Path numbers = Files.createDirectories(directory.resolve("numbers"));
        return "{\"directory\": \"" + numbers + "\"}";
    }

    /** One micro-batch. */
    private void number(int number) throws IOException {
        Path beside = directory.resolve("number.tmp");
        Files.writeString(beside, "{\"number\": " + number + "}\n");
        Files.move(beside, directory.resolve("numbers/" + number + ".json"));
    }

    private RunEnded run(StartRun.Builder start) throws Exception {
        host.start(start.build());
        return host.awaitEnd();
    }

    private void awaitRunning() {
        await("the run is running").atMost(PATIENCE).until(host::isRunning);
    }

    private void awaitMessage(String part) {
        await(part)
                .atMost(PATIENCE)
                .until(() -> host.isRunning() && host.committed().stream().anyMatch(message -> message.contains(part)));
    }

    @Test
    void aBatchJobReturnsItsResult() throws Exception {
        RunEnded end = run(job("count_words").setParameters("{\"text\": \"b a b\"}"));

        assertThat(end.hasFailure()).as(end.toString()).isFalse();
        assertThat(end.getResult()).isEqualTo("[{\"word\":\"a\",\"count\":1},{\"word\":\"b\",\"count\":2}]");
    }

    @Test
    void whatTheParametersAreNotIsTheCallers() throws Exception {
        RunEnded end = run(job("count_words").setParameters("{\"txt\": 1, \"at_least\": \"two\"}"));

        assertThat(end.getFailure().getKind()).isEqualTo("caller");
        assertThat(end.getFailure().getCode()).isEqualTo("invalid-parameters");
        assertThat(end.getFailure().getProblemsList()).hasSize(3);
    }

    @Test
    void everyMicroBatchSeesOneVersionInItsPlanAndInItsFunctions() throws Exception {
        HostedRun run = host.start(job("multiply").setParameters(numbers()).build());
        awaitRunning();
        number(1);
        awaitMessage("{\"number\":1,\"product\":2,\"factor\":2}");

        assertThat(run.checkLive("{\"factor\": 0, \"level\": \"MIDDLE\"}"))
                .containsExactlyInAnyOrder(
                        new Problem("factor", "0 (expected: a factor from 1)"),
                        new Problem("level", "\"MIDDLE\" (expected: one of LOW, HIGH)"));
        assertThat(run.checkLive("{\"factor\": 7}")).isEmpty();
        run.changeLive(2, "{\"factor\": 7}");
        number(2);
        awaitMessage("{\"number\":2,\"product\":14,\"factor\":7}");
        await("the change is reported")
                .atMost(PATIENCE)
                .until(() -> host.messages().stream()
                        .anyMatch(message -> message.getLiveApplied().getVersion() == 2));

        run.cancel(20_000);
        assertThat(host.awaitEnd().getCancelled()).isTrue();
    }

    @Test
    void aFunctionOfTheDriverMakesMessagesOfMicroBatches() throws Exception {
        HostedRun run = host.start(job("batches").setParameters(numbers()).build());
        awaitRunning();
        number(1);
        awaitMessage("{\"number\":1,\"product\":2,\"factor\":2}");
        run.changeLive(2, "{\"factor\": 5}");
        number(2);
        awaitMessage("{\"number\":2,\"product\":10,\"factor\":5}");

        run.cancel(20_000);
        assertThat(host.awaitEnd().getCancelled()).isTrue();
    }

    @Test
    void aBatchJobSendsAndReadsLiveValuesInItsTasks() throws Exception {
        RunEnded end = run(job("sends").setLive("{\"factor\": 4}"));

        assertThat(end.hasFailure()).as(end.toString()).isFalse();
        assertThat(end.getResult()).isEqualTo("1");
        assertThat(String.join("\n", host.committed()))
                .contains("{\"number\":1,\"product\":4,\"factor\":4}")
                .contains("{\"number\":2,\"product\":8,\"factor\":4}");
    }

    @Test
    void tasksSendEachMessageUnderANumberOfItsOwn() throws Exception {
        RunEnded end = run(job("sends_from_tasks").setLive("{\"factor\": 4}").setLiveVersion(3));

        assertThat(end.hasFailure()).as(end.toString()).isFalse();
        assertThat(host.committed())
                .map(committed -> committed.replaceAll("^.*?\\{", "{"))
                .containsExactlyInAnyOrder(
                        "{\"number\":1,\"product\":4,\"factor\":4}",
                        "{\"number\":11,\"product\":44,\"factor\":4}",
                        "{\"number\":2,\"product\":8,\"factor\":4}",
                        "{\"number\":12,\"product\":48,\"factor\":4}");
    }

    @Test
    void tasksReadLiveValuesThatAreTooLargeToTravelWithThem() throws Exception {
        HostedRun run = host.start(job("finds")
                .setParameters(numbers())
                .setLive("{\"wanted\": []}")
                .build());
        awaitRunning();
        number(1);
        awaitMessage("{\"number\":1,\"product\":-1,\"factor\":1}");

        run.changeLive(2, wanted(20_000));
        number(2);
        awaitMessage("{\"number\":2,\"product\":20000,\"factor\":1}");
        run.changeLive(3, wanted(30_000));
        number(3);
        awaitMessage("{\"number\":3,\"product\":30000,\"factor\":1}");

        run.cancel(20_000);
        assertThat(host.awaitEnd().getCancelled()).isTrue();
    }

    private static String wanted(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> "\"" + number + "\"")
                .collect(Collectors.joining(",", "{\"wanted\": [", "]}"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("failures")
    void aRunThatFailsSaysWhy(String job, String parameters, String kind, String code, List<String> words)
            throws Exception {
        StartRun.Builder start = job.contains("/") ? job(job.split("/")[0], job.split("/")[1]) : job(job);
        RunEnded end = run(start.setParameters(parameters));

        Failure failure = end.getFailure();
        assertThat(failure.getMessage()).contains(words);
        assertThat(failure.getCode()).as(end.toString()).isEqualTo(code);
        assertThat(failure.getKind()).as(end.toString()).isEqualTo(kind);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                raises("value", "job", "job-failed", "ValueError: the till is empty (at inner, hosted_jobs.py:"),
                raises("task", "job", "job-failed", "ValueError: the till is empty"),
                raises("sql", "job", "job-failed", "nowhere", "(at raises, hosted_jobs.py:"),
                raises("exit", "job", "job-exited", "the job called sys.exit(3) (at raises, hosted_jobs.py:"),
                raises("os-exit", "job", "job-exited", "ended with exit code 4"),
                raises("segfault", "job", "python-crashed", "signal 11 (SIGSEGV)"),
                raises("kill", "resources", "python-killed", "SIGKILL"),
                raises("memory", "resources", "out-of-memory", "no memory left"),
                Arguments.of(
                        "uses_a_stream_in_a_task",
                        "{}",
                        "job",
                        "job-failed",
                        List.of("send_all of output 'products' was used in a task on an executor")),
                Arguments.of(
                        "sends_at_two_places",
                        "{}",
                        "job",
                        "job-failed",
                        List.of("one function that sends stands at two places of a plan")),
                Arguments.of("nowhere", "{}", "job", "class-not-found", List.of("'nowhere'", "count_words")),
                Arguments.of(
                        "broken_import.py/broken",
                        "{}",
                        "job",
                        "job-not-loadable",
                        List.of("broken_import.py cannot be loaded")),
                Arguments.of("returns_another", "{}", "job", "job-failed", List.of("returned str")));
    }

    private static Arguments raises(String how, String kind, String code, String... words) {
        return Arguments.of("raises", "{\"how\": \"" + how + "\"}", kind, code, List.of(words));
    }

    @ParameterizedTest
    @MethodSource
    void aStreamThatFailsLaterSaysWhy(String job, String code, List<String> words) throws Exception {
        host.start(job(job).setParameters(numbers()).build());
        awaitRunning();
        number(1);

        Failure failure = host.awaitEnd().getFailure();

        assertThat(failure.getMessage()).contains(words);
        assertThat(failure.getCode()).isEqualTo(code);
        assertThat(failure.getRestartable()).isTrue();
    }

    static Stream<Arguments> aStreamThatFailsLaterSaysWhy() {
        return Stream.of(
                Arguments.of("dies_later", "python-crashed", List.of("SIGSEGV")),
                Arguments.of("exits_in_batch", "job-exited", List.of("the job called sys.exit(3)", "hosted_jobs.py:")),
                Arguments.of(
                        "fails_in_batch",
                        "job-failed",
                        List.of("ValueError: the till is empty (at inner, hosted_jobs.py:")),
                Arguments.of(
                        "fails_in_job_of_batch",
                        "job-failed",
                        List.of("ValueError: the till is empty (at inner, hosted_jobs.py:")),
                Arguments.of(
                        "fails_in_task",
                        "job-failed",
                        List.of("ValueError: the till is empty (at inner, hosted_jobs.py:")));
    }

    @Test
    void aQueryThatHasEndedBeforeItsJobReturnsIsNoFailure() throws Exception {
        String parameters = numbers();
        number(1);
        RunEnded end = run(job("ends_early").setParameters(parameters).setTrigger("available-now"));

        assertThat(end.hasFailure()).as(end.toString()).isFalse();
        assertThat(host.committed()).hasSize(2);
    }

    @Test
    void aFileThatIsCalledAsAModuleOfPythonIsFoundInTasks() throws Exception {
        RunEnded end = run(job("statistics.py", "average")
                .setParameters("{\"numbers\": [1, 3]}")
                .setLive("{\"factor\": 2}"));

        assertThat(end.getResult()).as(end.toString()).isEqualTo("4.0");
    }

    @Test
    void aJobThatAFactoryHasMadeReadsLiveValuesInItsTasks() throws Exception {
        RunEnded end = run(job("made_by_a_factory").setLive("{\"factor\": 5}"));

        assertThat(end.getResult()).as(end.toString()).isEqualTo("15");
    }

    @Test
    void aCheckThatExitsIsAProblemAndTheNextOneIsAnswered() throws Exception {
        HostedRun run = host.start(job("multiply").setParameters(numbers()).build());
        awaitRunning();

        assertThat(run.checkLive("{\"factor\": 13}"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("SystemExit: no such factor"));
        assertThat(run.checkLive("{\"factor\": 7}")).isEmpty();

        run.cancel(20_000);
        assertThat(host.awaitEnd().getCancelled()).isTrue();
    }

    @Test
    void theProcessesThatAJobHasStartedEndWithItsRun() throws Exception {
        Path marker = directory.resolve("child");
        HostedRun run = host.start(job("leaves_a_child")
                .setParameters("{\"marker\": \"" + marker + "\"}")
                .build());
        await("it has a child").atMost(PATIENCE).until(() -> host.isRunning() && Files.exists(marker));
        long child = Long.parseLong(Files.readString(marker));

        run.cancel(500);

        assertThat(host.awaitEnd().getCancelled()).isTrue();
        await("the child is gone")
                .atMost(PATIENCE)
                .until(() ->
                        ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void aProcessThatIsKilledIsNoticedAlthoughItsChildrenLive() throws Exception {
        RunEnded end = run(job("dies_before_its_child"));

        assertThat(end.getFailure().getCode()).as(end.toString()).isEqualTo("python-killed");
    }

    @Test
    void columnsThatDoNotFitAreNamed() throws Exception {
        RunEnded end = run(job("wrong_columns").setParameters(numbers()));

        assertThat(end.getFailure().getMessage())
                .contains("ValueError: output 'products': the columns do not fit Product")
                .contains("product", "factor", "hosted_jobs.py:");
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(booleans = {false, true})
    void aJobInALoopIsInterruptedAndAtLastKilled(boolean forever) throws Exception {
        Path marker = directory.resolve("looping");
        HostedRun run = host.start(job("loops")
                .setParameters("{\"forever\": " + forever + ", \"marker\": \"" + marker + "\"}")
                .build());
        await("it loops").atMost(PATIENCE).until(() -> host.isRunning() && Files.exists(marker));

        run.cancel(forever ? 500 : 60_000);

        assertThat(host.awaitEnd().getCancelled()).isTrue();
        assertThat(ProcessHandle.current().children().filter(this::isOfThisTest))
                .isEmpty();
    }

    @Test
    void aMicroBatchThatHangsIsKilled() throws Exception {
        Path marker = directory.resolve("hanging");
        String parameters = numbers().replace("}", ", \"marker\": \"" + marker + "\"}");
        HostedRun run =
                host.start(job("hangs_in_batch").setParameters(parameters).build());
        awaitRunning();
        number(1);
        await("it hangs").atMost(PATIENCE).until(() -> host.isRunning() && Files.exists(marker));

        run.cancel(500);

        assertThat(host.awaitEnd().getCancelled()).isTrue();
    }

    private boolean isOfThisTest(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains(directory.toString());
    }
}
