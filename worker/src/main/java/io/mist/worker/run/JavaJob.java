package io.mist.worker.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.api.BatchJob;
import io.mist.api.DStreamJob;
import io.mist.api.StreamJob;
import io.mist.protocol.JobKind;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.worker.contract.component.ContractTypes;
import io.mist.worker.contract.component.LiveComponent;
import io.mist.worker.contract.reader.ContractReader;
import io.mist.worker.contract.reader.JobDescription;
import io.mist.worker.live.form.LiveFormRegistry;
import io.mist.worker.output.OutputChannel;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.jspecify.annotations.Nullable;

/** A class annotated {@code @Job}, of Java or Scala, with a record or case class as its contract. */
final class JavaJob implements HostedJob {

    private final JobDescription description;
    private @Nullable Instance instance;

    /** A job and what it is given. */
    private record Instance(Object job, Object contract, JobPorts ports) {}

    JavaJob(Class<?> jobClass) {
        this.description = ContractReader.read(jobClass);
    }

    @Override
    public JobKind kind() {
        return description.kind();
    }

    @Override
    public ContractTypes types() {
        return description.types();
    }

    @Override
    public List<LiveComponent> live() {
        return description.live();
    }

    @Override
    public List<Problem> checkLive(ObjectNode values) {
        return description.checkLive(values);
    }

    @Override
    public void prepare(JobPorts ports) {
        ContractTypes types = description.types();
        Object contract = description.instantiate(
                ports.parameters(),
                component -> LiveFormRegistry.of(component).handle(component.name(), ports.run(), types),
                component -> ports.inputs().apply(component),
                component -> new OutputChannel<>(component, types, ports.outlet()));
        instance = new Instance(description.newJob(), contract, ports);
    }

    @Override
    @SuppressWarnings("unchecked")
    public String run() throws Exception {
        Instance ready = Objects.requireNonNull(instance);
        Object result = ((BatchJob<Object, Object>) ready.job).run(ready.contract, ready.ports.session());
        return description.resultJson(result);
    }

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable StreamingQuery start() throws Exception {
        Instance ready = Objects.requireNonNull(instance);
        if (ready.job instanceof DStreamJob<?> job) {
            DStreamJob<Object> streams = (DStreamJob<Object>) job;
            ready.ports
                    .streaming()
                    .start(streams.isCheckpointed(), streaming -> streams.define(ready.contract, streaming));
            return null;
        }
        StreamingQuery query = ((StreamJob<Object>) ready.job).start(ready.contract, ready.ports.session());
        if (query == null) {
            throw MistException.job("job-failed", "start(…) returned null (expected: the StreamingQuery it started)");
        }
        return query;
    }
}
