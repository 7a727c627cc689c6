package io.mist.worker.python;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.worker.contract.component.InputComponent;
import io.mist.worker.contract.component.OutputComponent;
import io.mist.worker.contract.document.DocumentContract;
import io.mist.worker.contract.type.ValueType;
import io.mist.worker.input.InputChannel;
import io.mist.worker.link.ObjectText;
import io.mist.worker.live.LiveHandle;
import io.mist.worker.live.version.Version;
import io.mist.worker.output.Outlet;
import io.mist.worker.output.OutputChannel;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.util.Utils;
import org.jspecify.annotations.Nullable;
import py4j.ClientServer;

/**
 * What a job in Python can call in this process, through a gateway of its own: on a port of this machine alone, with a token.
 * Every thread of Python has one here, which belongs to the run as the thread does that has opened the gateway.
 */
public final class PythonHost implements AutoCloseable {

    private final String run;
    private final SparkSession session;
    private final PythonArtifact artifact;
    private final Map<String, InputChannel<?>> inputs = new HashMap<>();
    private final Map<String, Channel> outputs = new HashMap<>();
    private final String token;
    private final ClientServer gateway;
    private volatile @Nullable StreamingQuery started;
    private volatile @Nullable Path files;
    private volatile @Nullable Throwable thrown;
    private volatile @Nullable MistException raised;

    private record Channel(OutputChannel<Object> channel, ValueType type) {

        Object read(String json) {
            return value(Json.parse(json));
        }

        private Object value(JsonNode json) {
            List<Problem> problems = new ArrayList<>();
            Object value = type.fromJson(json, "", problems);
            if (value == null) {
                throw new IllegalArgumentException("a message does not fit " + type.name() + ": " + problems);
            }
            return value;
        }

        List<Object> readAll(String json) {
            List<Object> values = new ArrayList<>();
            Json.parse(json).forEach(each -> values.add(value(each)));
            return values;
        }
    }

    public PythonHost(
            String run,
            SparkSession session,
            PythonArtifact artifact,
            DocumentContract contract,
            Function<InputComponent, InputChannel<?>> opened,
            Outlet outlet) {
        this.run = run;
        this.session = session;
        this.artifact = artifact;
        contract.inputs().forEach(input -> inputs.put(input.name(), opened.apply(input)));
        for (OutputComponent output : contract.outputs()) {
            outputs.put(output.name(), new Channel(new OutputChannel<>(output, contract, outlet), output.type()));
        }
        this.token = Tokens.random();
        this.gateway = new ClientServer.ClientServerBuilder(this)
                .authToken(token)
                .javaAddress(InetAddress.getLoopbackAddress())
                .javaPort(0)
                .build();
        gateway.startServer();
    }

    /** Where the gateway is and what opens it. */
    public ObjectNode address() {
        return Json.MAPPER
                .createObjectNode()
                .put("port", gateway.getJavaServer().getListeningPort())
                .put("token", token);
    }

    /** What the job's function has returned, if that is a query. */
    public @Nullable StreamingQuery started() {
        return started;
    }

    /** What the job's function has raised, if it came from this process. */
    public @Nullable Throwable thrown() {
        return thrown;
    }

    /** What a function has raised that was called from here; the first of them. */
    public @Nullable MistException raised() {
        return raised;
    }

    @Override
    public void close() {
        gateway.shutdown();
        if (files != null) {
            Utils.deleteRecursively(files.toFile());
        }
    }

    // Python calls the methods that follow.

    public String run() {
        return run;
    }

    public SparkSession session() {
        return session;
    }

    public JavaSparkContext context() {
        return JavaSparkContext.fromSparkContext(session.sparkContext());
    }

    /** Distinguishes the Python processes of two artifacts. */
    public String artifact() {
        return artifact.digest();
    }

    /**
     * Returns the entries for Python's path on executors, separated by commas, the last one first.
     *
     * @param module the name of the job's module
     */
    public String onExecutors(String module) {
        return PythonPackage.onExecutors(session.sparkContext(), artifact, module);
    }

    /**
     * The live values as this thread sees them.
     *
     * @param known a version that Python has already
     * @return version and values as JSON; empty if it is the one that is known
     */
    public String live(long known) {
        Version version = LiveHandle.read(run);
        if (version.number() == known) {
            return "";
        }
        ObjectNode answer = Json.MAPPER.createObjectNode().put("version", version.number());
        return Json.write(answer.set("values", version.values()));
    }

    /** The version of the live values that this thread sees; a batch job that calls this has read it. */
    public long liveVersion() {
        return LiveHandle.read(run).number();
    }

    public Dataset<Row> input(String name) {
        return channel(name, inputs).stream();
    }

    public StreamingQuery sendAll(String output, Dataset<Row> rows) {
        return channel(output, outputs).channel.sendAll(rows);
    }

    public StreamingQuery sendBatches(String output, Dataset<Row> rows, BatchFunction function) {
        Channel to = channel(output, outputs);
        return to.channel.sendBatches(rows, (batch, epoch) -> to.readAll(function.apply(batch, epoch)));
    }

    public void send(String output, String message) {
        Channel to = channel(output, outputs);
        to.channel.send(to.read(message));
    }

    /** What a task in Python hands to {@link TaskHost#send}. */
    public String messages(String output) {
        return ObjectText.write(channel(output, outputs).channel.messages());
    }

    /** Takes over the directory for files that PySpark's context hands to this process, and removes it at the run's end. */
    public void keepsFilesIn(String directory) {
        files = Path.of(directory);
    }

    /** The query of a stream job, which may have ended already. */
    public void started(StreamingQuery query) {
        started = query;
    }

    public void threw(Throwable error) {
        thrown = error;
    }

    public synchronized void raised(String failure) {
        if (raised == null) {
            MistException report = PythonProcess.failure(Json.parseObject(failure));
            Throwable from = thrown;
            raised = from == null ? report : PythonFailures.merge(report, from);
        }
    }

    private static <T> T channel(String name, Map<String, T> channels) {
        T found = channels.get(name);
        if (found == null) {
            throw new IllegalArgumentException("'" + name + "' is no channel of the contract (there are "
                    + String.join(", ", channels.keySet()) + ")");
        }
        return found;
    }
}
