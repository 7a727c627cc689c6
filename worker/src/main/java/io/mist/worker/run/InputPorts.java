package io.mist.worker.run;

import io.mist.protocol.MistException;
import io.mist.protocol.wire.StartInput;
import io.mist.protocol.wire.StartRun;
import io.mist.worker.contract.component.InputComponent;
import io.mist.worker.input.InputChannel;
import io.mist.worker.input.InputSource;
import io.mist.worker.input.RunInputs;
import io.mist.worker.link.ServerAccess;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;

/** Opens the inputs of a run as the server has described them when it started the run. */
record InputPorts(StartRun start, ServerAccess server, SparkSession session, RunInputs inputs)
        implements Function<InputComponent, InputChannel<?>> {

    @Override
    public InputChannel<?> apply(InputComponent component) {
        StartInput settings = start.getInputList().stream()
                .filter(input -> input.getChannel().equals(component.name()))
                .findFirst()
                .orElseThrow(() -> MistException.job(
                        "contract-changed",
                        "input '" + component.name() + "' is not in the contract that the run was started with"));
        InputSource source = InputSource.of(
                server, component.name(), component.type(), settings.getFrom(), settings.getMaxRowsPerBatch());
        inputs.add(source);
        return new InputChannel<>(session, source);
    }
}
