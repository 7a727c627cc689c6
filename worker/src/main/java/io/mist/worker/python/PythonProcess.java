package io.mist.worker.python;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.ErrorKind;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The Python process of one run. Both sides write lines of JSON: this one names the next step, the other one answers each step in
 * turn, and checks of live values at any time. It ends when its input is closed.
 */
public final class PythonProcess implements AutoCloseable {

    /** Live values are checked while the job runs; a library may keep Python's lock for as long as it computes. */
    private static final long CHECK_SECONDS = 10;

    /** How long it has to end by itself once the run is over, and then to be gone. */
    private static final long END_SECONDS = 2;

    /** Before the job is called no caller waits, and the machine may have many processes to start. */
    private static final long FIRST_CHECK_SECONDS = 60;

    private static final String ENDED = "ended";

    private static final Executor AFTER_END = CompletableFuture.delayedExecutor(2 * END_SECONDS, TimeUnit.SECONDS);

    private final Process process;
    private final PythonLog log;
    private final PythonControl control;
    private final Thread reader;
    /** The job answers one step at a time. */
    private final BlockingQueue<ObjectNode> answers = new ArrayBlockingQueue<>(4);

    private final Map<Long, CompletableFuture<List<Problem>>> checks = new ConcurrentHashMap<>();
    private final AtomicLong requests = new AtomicLong();
    private final Function<MistException, MistException> failing;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private volatile @Nullable MistException failure;

    /**
     * Its threads belong to the run of the calling thread.
     *
     * @param name for its threads
     * @param failing completes a failure that Python reports with what this side knows
     */
    public PythonProcess(
            String name, Interpreter python, List<String> arguments, Function<MistException, MistException> failing) {
        this.failing = failing;
        this.process = python.start("mist.worker", arguments);
        this.control = new PythonControl(process.getOutputStream(), name, this::kill);
        this.log = new PythonLog(process.getErrorStream(), name);
        this.reader = new Thread(this::read, name + "-python");
        reader.setDaemon(true);
        reader.start();
        var unused = process.onExit().thenRunAsync(this::ended, AFTER_END);
    }

    public long pid() {
        return process.pid();
    }

    /** Sends the next step, and waits for the answer of that type. */
    public ObjectNode ask(ObjectNode message, String expected) throws InterruptedException {
        send(message);
        return answer(expected);
    }

    /**
     * Waits for the job's answer.
     *
     * @throws MistException what Python reports instead, or why it has ended
     */
    public ObjectNode answer(String expected) throws InterruptedException {
        ObjectNode answer = answers.take();
        String type = answer.path("type").asText();
        if (!type.equals(expected)) {
            answers.offer(answer); // Every later caller gets it too: there will be no other one.
            MistException known = failure;
            throw known != null ? known : new IllegalStateException("Python answered " + answer + " not " + expected);
        }
        return answer;
    }

    /** @throws MistException why the process has ended, if it has */
    public void requireAlive() {
        MistException known = failure;
        if (known != null) {
            throw known;
        }
    }

    /** Calls back, on any thread, when it has ended. */
    public void onEnd(Runnable listener) {
        var unused = end.thenRun(listener);
    }

    /** Why it has ended, if it does within the time; null if it continues. */
    @Nullable
    MistException endWithin(long millis) {
        try {
            if (process.waitFor(millis, TimeUnit.MILLISECONDS)) {
                reader.join(TimeUnit.SECONDS.toMillis(2 * END_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return failure;
    }

    /**
     * Returns what the job's own checks say to all live values; safe for any thread.
     *
     * @throws MistException if that cannot be known: the process is busy, or has ended
     */
    public List<Problem> check(ObjectNode values) {
        return check(values, CHECK_SECONDS);
    }

    /** The same before the job is called. */
    public List<Problem> firstCheck(ObjectNode values) {
        return check(values, FIRST_CHECK_SECONDS);
    }

    private List<Problem> check(ObjectNode values, long seconds) {
        long request = requests.incrementAndGet();
        CompletableFuture<List<Problem>> checked = new CompletableFuture<>();
        checks.put(request, checked);
        try {
            requireAlive();
            send(message("check").put("request", request).set("values", values));
            return checked.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw MistException.resources(
                    "python-busy",
                    "the Python process has not checked the live values within " + seconds
                            + " s (it may be busy in native code); try again");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof MistException known
                    ? known
                    : MistException.internal("the live values cannot be checked: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MistException.resources("python-busy", "interrupted while the live values were checked; try again");
        } finally {
            checks.remove(request);
        }
    }

    /** Raises {@code KeyboardInterrupt} in the job's function, if that is under way. */
    public void interrupt() {
        if (process.isAlive()) {
            control.offer(message("interrupt"));
        }
    }

    public static ObjectNode message(String type) {
        return Json.MAPPER.createObjectNode().put("type", type);
    }

    private void send(ObjectNode message) {
        if (!control.offer(message)) {
            throw MistException.resources(
                    "python-busy",
                    "the Python process takes no messages (it may be busy in native code), and " + PythonControl.MOST
                            + " wait for it already; try again");
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(Json.parseObject(line));
            }
            ended();
        } catch (IOException | RuntimeException e) {
            kill();
            over(MistException.internal("the Python process cannot be understood: " + e.getMessage(), e));
        }
    }

    private void take(ObjectNode message) {
        switch (message.path("type").asText()) {
            case "checked" -> {
                CompletableFuture<List<Problem>> checked =
                        checks.get(message.path("request").asLong());
                if (checked != null) {
                    checked.complete(problems(message.path("problems")));
                }
            }
            case "failed" -> over(failing.apply(failure(message)));
            default -> answers.offer(message);
        }
    }

    /** No answer follows any more; the first reason counts. */
    private synchronized void over(MistException reason) {
        if (failure == null) {
            failure = reason;
        }
        answers.offer(message(ENDED));
        checks.values().forEach(check -> check.completeExceptionally(reason));
        end.complete(null);
    }

    /** It has closed its pipe, or is gone: what it has started itself may hold the pipe for longer. */
    private void ended() {
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                kill();
                process.waitFor();
            }
            over(PythonEnd.of(process.exitValue(), log.lastLine(TimeUnit.SECONDS.toMillis(END_SECONDS))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static MistException failure(ObjectNode message) {
        MistException failure = MistException.of(
                ErrorKind.ofWireName(message.path("kind").asText()),
                message.path("code").asText(),
                message.path("message").asText(),
                problems(message.path("problems")));
        String traceback = message.path("traceback").asText();
        return traceback.isEmpty() ? failure : failure.causedBy(new PythonTraceback(traceback));
    }

    private static List<Problem> problems(JsonNode list) {
        List<Problem> problems = new ArrayList<>();
        list.forEach(problem -> problems.add(new Problem(
                problem.path("path").asText(), problem.path("message").asText())));
        return problems;
    }

    /** Ends it at once, with all processes that it has started. */
    public void kill() {
        List<ProcessHandle> started = process.descendants().toList();
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
    }

    /** Returns when the process is gone, by itself or killed; what it has started goes with it. */
    @Override
    public void close() {
        // Once it is gone, the system no longer knows whose they are.
        List<ProcessHandle> started = process.descendants().toList();
        control.close();
        boolean interrupted = awaitEnd();
        started.forEach(ProcessHandle::destroyForcibly);
        interrupted |= awaitLog();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The last that it has printed belongs before the end of the run. */
    private boolean awaitLog() {
        try {
            String ignored = log.lastLine(TimeUnit.SECONDS.toMillis(END_SECONDS));
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** @return whether this thread was interrupted meanwhile */
    private boolean awaitEnd() {
        boolean interrupted = false;
        while (process.isAlive()) {
            try {
                if (interrupted || !process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                    kill();
                    process.waitFor();
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }
}
