package io.mist.bench.change;

import io.mist.bench.process.Application;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** As {@link RestartSide}, but each change ends the application and submits it again, as most deployments do. */
final class SubmitSide implements Side {

    private @Nullable Application application;
    private String checkpoint = "";

    @Override
    public String name() {
        return "by hand, `spark-submit` again";
    }

    @Override
    public String guarantee() {
        return "as the one above";
    }

    @Override
    public String topic() {
        return ChangeBench.ALERTS;
    }

    @Override
    public void start(String filter) throws Exception {
        checkpoint = RestartSide.newCheckpoint();
        submit(filter);
    }

    private void submit(String filter) throws Exception {
        Application submitted = RestartSide.start();
        application = submitted;
        submitted.command("start " + filter + " " + checkpoint);
    }

    @Override
    public Accepted change(String filter) throws Exception {
        long asked = System.nanoTime();
        stop();
        submit(filter);
        return new Accepted(asked, asked);
    }

    @Override
    public void stop() throws Exception {
        if (application != null) {
            application.command("stop");
            application.close();
            application = null;
        }
    }

    @Override
    public List<Long> processes() {
        return List.of();
    }

    @Override
    public boolean isSlow() {
        return true;
    }

    @Override
    public void close() throws Exception {
        stop();
    }
}
