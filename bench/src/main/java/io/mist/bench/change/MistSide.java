package io.mist.bench.change;

import io.mist.bench.process.MistClient;
import io.mist.bench.process.Setting;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run of Mist; a change is a request over HTTP, and accepted when it is answered. */
final class MistSide implements Side {

    private static final String REAL_TIME = "each task switches at a record of its own, and after a failure perhaps at"
            + " another; output at least once, with its version";

    private final MistClient mist = new MistClient(Setting.text("mist"));
    private final String name;
    private final String guarantee;
    private final String route;
    private final String context;
    private final String topic;
    private @Nullable String run;

    private MistSide(String name, String guarantee, String route, String context, String topic) {
        this.name = name;
        this.guarantee = guarantee;
        this.route = route;
        this.context = context;
        this.topic = topic;
    }

    static Side withSparksSink() {
        return new MistSide(
                "Mist, Spark's Kafka sink",
                "one version per micro-batch, in all tasks and when it is repeated; output at least once",
                "live-filter",
                "default",
                ChangeBench.ALERTS);
    }

    static Side withOutput() {
        return new MistSide(
                "Mist, `sendAll`, its Kafka door",
                "one version per micro-batch, in all tasks and when it is repeated; output exactly once",
                "published-filter",
                "default",
                "mist.published-filter.alerts");
    }

    static Side inRealTime() {
        return new MistSide(
                "Mist in real time, Spark's Kafka sink",
                REAL_TIME,
                "live-filter-real-time",
                "real-time",
                ChangeBench.ALERTS);
    }

    static Side withOutputInRealTime() {
        return new MistSide(
                "Mist in real time, `sendAll`, its Kafka door",
                REAL_TIME,
                "published-filter-real-time",
                "real-time",
                "mist.published-filter-real-time.alerts");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String guarantee() {
        return guarantee;
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public void start(String filter) throws Exception {
        run = mist.startRunning(route, "{\"filter\":\"" + filter + "\"}");
    }

    @Override
    public Accepted change(String filter) throws Exception {
        String changed = run;
        if (changed == null) {
            throw new IllegalStateException("no run");
        }
        long asked = System.nanoTime();
        mist.change(changed, "{\"filter\":\"" + filter + "\"}");
        return new Accepted(asked, System.nanoTime());
    }

    @Override
    public void stop() throws Exception {
        if (run != null) {
            mist.cancel(run);
            run = null;
        }
    }

    @Override
    public List<Long> processes() throws Exception {
        List<Long> processes = new ArrayList<>(Setting.processes("mist-process"));
        processes.add(mist.workerProcess(context));
        return processes;
    }
}
