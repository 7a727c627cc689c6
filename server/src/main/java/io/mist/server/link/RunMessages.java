package io.mist.server.link;

import io.mist.protocol.Json;
import io.mist.protocol.wire.ChangeLive;
import io.mist.protocol.wire.StartInput;
import io.mist.protocol.wire.StartRun;
import io.mist.protocol.wire.ToWorker;
import io.mist.server.run.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Messages that carry a run or its live values. Immutable. */
public final class RunMessages {

    private final LiveSource live;
    private final Path directory;

    /** @param directory where each run has one that outlives its workers */
    public RunMessages(LiveSource live, Path directory) {
        this.live = live;
        this.directory = directory;
    }

    public ToWorker start(Run run) {
        LiveSource.Values values = live.of(run.id());
        return ToWorker.newBuilder()
                .setStart(StartRun.newBuilder()
                        .setRun(run.id())
                        .setAttempt(run.attempt())
                        .setRoute(run.plan().route())
                        .setArtifactPath(run.plan().artifactPath())
                        .setClassName(run.plan().className())
                        .setParameters(Json.write(run.plan().parameters()))
                        .setLive(Json.write(values.values()))
                        .setLiveVersion(values.version())
                        .setDirectory(directory.resolve(run.id()).toString())
                        .setTrigger(run.plan().trigger())
                        .addAllInput(inputs(run)))
                .build();
    }

    private static List<StartInput> inputs(Run run) {
        List<StartInput> inputs = new ArrayList<>();
        run.plan()
                .inputs()
                .forEach((channel, input) -> inputs.add(StartInput.newBuilder()
                        .setChannel(channel)
                        .setFrom(input.from())
                        .setMaxRowsPerBatch(input.maxRowsPerBatch())
                        .build()));
        return inputs;
    }

    public ToWorker newestLive(Run run) {
        LiveSource.Values values = live.of(run.id());
        return ToWorker.newBuilder()
                .setChangeLive(ChangeLive.newBuilder()
                        .setRun(run.id())
                        .setVersion(values.version())
                        .setLive(Json.write(values.values())))
                .build();
    }
}
