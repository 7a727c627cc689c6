package io.mist.worker.run;

import io.mist.protocol.wire.StartRun;
import io.mist.worker.link.Destination;
import io.mist.worker.link.Publisher;
import io.mist.worker.output.Outlet;
import io.mist.worker.output.RunOutputs;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.spark.sql.streaming.Trigger;

/** The outputs' side of one attempt of a run. */
final class RunOutlet implements Outlet {

    private final StartRun start;
    private final Destination destination;
    private final RunOutputs outputs;
    private final LongSupplier liveVersion;

    RunOutlet(StartRun start, Destination destination, RunOutputs outputs, LongSupplier liveVersion) {
        this.start = start;
        this.destination = destination;
        this.outputs = outputs;
        this.liveVersion = liveVersion;
    }

    @Override
    public RunOutputs outputs() {
        return outputs;
    }

    @Override
    public Publisher publisher(String channel, String query) {
        return new Publisher(destination, start.getRun(), start.getAttempt(), channel, query);
    }

    @Override
    public String sender() {
        return "send." + start.getAttempt();
    }

    @Override
    public long liveVersion() {
        return liveVersion.getAsLong();
    }

    @Override
    public String checkpoint(String channel) {
        return start.getDirectory() + "/checkpoints/" + channel;
    }

    @Override
    public Optional<Trigger> trigger() {
        return Triggers.of(start.getTrigger());
    }

    @Override
    public boolean isRealTime() {
        return Triggers.isRealTime(start.getTrigger());
    }
}
