package io.mist.worker.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Contract;
import io.mist.protocol.JobKind;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.worker.contract.component.ContractTypes;
import io.mist.worker.contract.component.LiveComponent;
import io.mist.worker.contract.document.DocumentContract;
import io.mist.worker.python.Interpreter;
import io.mist.worker.python.PythonArtifact;
import io.mist.worker.python.PythonFailures;
import io.mist.worker.python.PythonHost;
import io.mist.worker.python.PythonProcess;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.jspecify.annotations.Nullable;

/** A function in Python, in a process of its own that is attached to this one. */
final class PythonJob implements HostedJob {

    private final PythonArtifact artifact;
    private final PythonProcess process;
    private final DocumentContract contract;
    private volatile @Nullable PythonHost host;
    private @Nullable SparkSession session;

    /** Starts the process and waits until the artifact is loaded there. */
    PythonJob(String run, PythonArtifact artifact, String name, Interpreter python, String sparkVersion)
            throws InterruptedException {
        this.artifact = artifact;
        this.process = new PythonProcess(
                "run-" + run, python, List.of(artifact.file().toString(), name, sparkVersion), this::fromHere);
        boolean isLoaded = false;
        try {
            ObjectNode loaded = process.answer("loaded");
            this.contract =
                    new DocumentContract(Json.read(loaded.path("contract").toString(), Contract.class));
            isLoaded = true;
        } catch (InterruptedException e) {
            process.kill();
            throw e;
        } finally {
            if (!isLoaded) {
                process.close();
            }
        }
    }

    @Override
    public JobKind kind() {
        return contract.kind();
    }

    @Override
    public ContractTypes types() {
        return contract;
    }

    @Override
    public List<LiveComponent> live() {
        return contract.live();
    }

    /** What Python says is complete; what Spark's types cannot hold is known here. */
    @Override
    public List<Problem> checkLive(ObjectNode values) {
        List<Problem> problems = host == null ? process.firstCheck(values) : process.check(values);
        return problems.isEmpty() ? contract.checkLive(values) : problems;
    }

    @Override
    public void prepare(JobPorts ports) {
        session = ports.session();
        PythonHost opened =
                new PythonHost(ports.run(), ports.session(), artifact, contract, ports.inputs(), ports.outlet());
        host = opened;
        ObjectNode message = PythonProcess.message("prepare");
        message.set("gateway", opened.address());
        message.set("parameters", ports.parameters());
        try {
            process.ask(message, "prepared");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MistException.job("job-failed", "interrupted while the job was prepared")
                    .causedBy(e);
        }
    }

    @Override
    public String run() throws Exception {
        return call("result").path("json").asText();
    }

    @Override
    public StreamingQuery start() throws Exception {
        call("started");
        StreamingQuery started =
                Objects.requireNonNull(Objects.requireNonNull(host).started());
        // In this order: it may end in between.
        if (Objects.requireNonNull(session).streams().get(started.id()) == null && started.isActive()) {
            throw MistException.job(
                    "job-failed",
                    "the job returned a query of another session: " + started.id()
                            + " (expected: one that it has started in the session of the run)");
        }
        return started;
    }

    /** The run's thread is interrupted when the function has not ended in time although it was interrupted. */
    private ObjectNode call(String expected) throws InterruptedException {
        try {
            return process.ask(PythonProcess.message("call"), expected);
        } catch (InterruptedException e) {
            process.kill();
            throw e;
        }
    }

    @Override
    public void requireAlive() {
        process.requireAlive();
    }

    @Override
    public void onEnd(Runnable listener) {
        process.onEnd(listener);
    }

    @Override
    public void interrupt() {
        process.interrupt();
    }

    @Override
    public Exception explain(Exception thrown) {
        PythonHost known = host;
        return PythonFailures.explain(thrown, process, known == null ? null : known.raised());
    }

    private MistException fromHere(MistException report) {
        PythonHost known = host;
        Throwable thrown = known == null ? null : known.thrown();
        return thrown == null ? report : PythonFailures.merge(report, thrown);
    }

    @Override
    public void close() {
        process.close();
        PythonHost opened = host;
        if (opened != null) {
            opened.close();
        }
    }
}
