package io.mist.bench.change;

import io.mist.bench.process.Application;
import io.mist.bench.process.FlinkApplication;
import io.mist.bench.process.Setting;
import io.mist.bench.process.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Flink's broadcast state: filters come by a topic of their own. A change is accepted when Kafka has it. Each start has a
 * fresh topic of filters, which is read from its beginning.
 */
final class FlinkSide implements Side {

    private static final String MAIN = "io.mist.bench.flink.BroadcastFilter";

    private final String broker = Setting.text("kafka");
    private final KafkaProducer<String, String> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", broker, "linger.ms", 0), new StringSerializer(), new StringSerializer());
    private final String sink;
    private final String guarantee;
    private final Application application;
    private int starts;
    private String filters = "";

    private FlinkSide(String sink, String guarantee) throws Exception {
        this.sink = sink;
        this.guarantee = guarantee;
        Path checkpoints = Path.of(Setting.text("work"), "flink-" + sink);
        application = FlinkApplication.start(
                MAIN,
                broker,
                ChangeBench.EVENTS,
                ChangeBench.ALERTS,
                sink,
                checkpoints.toUri().toString());
    }

    static Side atLeastOnce() throws Exception {
        return new FlinkSide(
                "at-least-once",
                "each subtask switches at a record of its own, and after a failure perhaps at another; output at least once");
    }

    static Side exactlyOnce() throws Exception {
        return new FlinkSide(
                "exactly-once",
                "each subtask switches at a record of its own; output exactly once, and seen at the next checkpoint");
    }

    @Override
    public String name() {
        return "Flink, broadcast state, sink " + sink;
    }

    @Override
    public String guarantee() {
        return guarantee;
    }

    @Override
    public String topic() {
        return ChangeBench.ALERTS;
    }

    @Override
    public void start(String filter) throws Exception {
        filters = "bench-change-filters-" + sink + "-" + starts++;
        Topics.create(broker, 1, filters);
        change(filter);
        application.command("start " + filters);
    }

    @Override
    public Accepted change(String filter) throws Exception {
        long asked = System.nanoTime();
        producer.send(new ProducerRecord<>(filters, filter)).get();
        return new Accepted(asked, System.nanoTime());
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
        producer.close();
        application.close();
    }
}
