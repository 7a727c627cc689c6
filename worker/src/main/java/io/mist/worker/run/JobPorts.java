package io.mist.worker.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.worker.contract.component.InputComponent;
import io.mist.worker.dstream.RunStreaming;
import io.mist.worker.hosted.RunParts;
import io.mist.worker.input.InputChannel;
import io.mist.worker.output.Outlet;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;

/**
 * The parts of a run that its job uses.
 *
 * @param run its id
 * @param session of the run alone
 * @param parameters the fixed ones, with defaults
 * @param inputs opens an input of the contract
 * @param outlet where outputs go
 * @param streaming starts streams that are DStreams
 * @param parts of the run on this driver, for what the job adds
 */
record JobPorts(
        String run,
        SparkSession session,
        ObjectNode parameters,
        Function<InputComponent, InputChannel<?>> inputs,
        Outlet outlet,
        RunStreaming streaming,
        RunParts parts) {}
