package io.mist.bench.change;

import io.mist.bench.process.Application;
import io.mist.bench.process.Setting;
import io.mist.bench.process.SparkApplication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The stream by hand in an application that stays warm. A change counts as accepted when somebody asks for it. */
final class RestartSide implements Side {

    private final Application application = start();
    private String checkpoint = "";

    RestartSide() throws Exception {}

    static Application start() throws Exception {
        return SparkApplication.start(
                FilterApplication.class, List.of(), Setting.text("kafka"), ChangeBench.EVENTS, ChangeBench.ALERTS);
    }

    static String newCheckpoint() throws Exception {
        return Files.createTempDirectory(Path.of(Setting.text("work")), "checkpoint-")
                .toString();
    }

    @Override
    public String name() {
        return "by hand, restarted in its warm session";
    }

    @Override
    public String guarantee() {
        return "none for the batch that the stop cuts off: it is repeated with the new value, so one event may come out"
                + " with both; output at least once, and stands still meanwhile";
    }

    @Override
    public String topic() {
        return ChangeBench.ALERTS;
    }

    @Override
    public void start(String filter) throws Exception {
        checkpoint = newCheckpoint();
        application.command("start " + filter + " " + checkpoint);
    }

    @Override
    public Accepted change(String filter) throws Exception {
        long asked = System.nanoTime();
        application.command("stop");
        application.command("start " + filter + " " + checkpoint);
        return new Accepted(asked, asked);
    }

    @Override
    public void stop() throws Exception {
        application.command("stop");
    }

    @Override
    public List<Long> processes() {
        return List.of(application.processId());
    }

    @Override
    public void close() throws Exception {
        application.close();
    }
}
