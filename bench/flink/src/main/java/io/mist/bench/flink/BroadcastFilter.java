package io.mist.bench.flink;

import io.mist.bench.process.CommandLoop;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.BroadcastStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * The stream of the measurement of changes, with Flink's broadcast state, on a cluster in this process. It is set for low
 * latency: records leave an operator at once. Arguments: broker, topics of the events and of the alerts, the guarantee of
 * the sink, where the checkpoints lie.
 */
public final class BroadcastFilter implements CommandLoop.Obeying {

    private static final int PARALLELISM = 2;

    private final String broker;
    private final String events;
    private final String alerts;
    private final DeliveryGuarantee guarantee;
    private final String checkpoints;
    private @Nullable JobClient running;

    private BroadcastFilter(String[] arguments) {
        this.broker = arguments[0];
        this.events = arguments[1];
        this.alerts = arguments[2];
        this.guarantee =
                arguments[3].equals("exactly-once") ? DeliveryGuarantee.EXACTLY_ONCE : DeliveryGuarantee.AT_LEAST_ONCE;
        this.checkpoints = arguments[4];
    }

    public static void main(String[] arguments) throws Exception {
        CommandLoop.serve(new BroadcastFilter(arguments));
        // Flink's own threads would keep the process.
        System.exit(0);
    }

    @Override
    public void obey(List<String> words) throws Exception {
        switch (words.get(0)) {
            case "start" -> running = start(words.get(1));
            case "stop" -> stop();
            default -> throw CommandLoop.unknown(words, "start TOPIC-OF-THE-FILTERS, or stop");
        }
    }

    private JobClient start(String filters) throws Exception {
        StreamExecutionEnvironment flink = environment();
        BroadcastStream<String> changes = flink.fromSource(
                        source(filters, OffsetsInitializer.earliest()), WatermarkStrategy.noWatermarks(), "filters")
                .setParallelism(1)
                .broadcast(LiveFilter.FILTERS);
        flink.fromSource(source(events, OffsetsInitializer.latest()), WatermarkStrategy.noWatermarks(), "events")
                .connect(changes)
                .process(new LiveFilter())
                .sinkTo(sink(filters));
        return flink.executeAsync("filter");
    }

    private StreamExecutionEnvironment environment() {
        Configuration configuration = new Configuration();
        configuration.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ZERO);
        configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints);
        StreamExecutionEnvironment flink =
                StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, configuration);
        // With transactions an alert is seen when its checkpoint is done, so those come often.
        flink.enableCheckpointing(guarantee == DeliveryGuarantee.EXACTLY_ONCE ? 200 : 1000);
        return flink;
    }

    private KafkaSource<String> source(String topic, OffsetsInitializer from) {
        return KafkaSource.<String>builder()
                .setBootstrapServers(broker)
                .setTopics(topic)
                .setStartingOffsets(from)
                .setValueOnlyDeserializer(new SimpleStringSchema())
                .build();
    }

    private KafkaSink<String> sink(String transactions) {
        return KafkaSink.<String>builder()
                .setBootstrapServers(broker)
                .setRecordSerializer(KafkaRecordSerializationSchema.<String>builder()
                        .setTopic(alerts)
                        .setValueSerializationSchema(new SimpleStringSchema())
                        .build())
                .setDeliveryGuarantee(guarantee)
                .setTransactionalIdPrefix(transactions)
                // Less than what a broker grants; Flink's own default is more.
                .setProperty("transaction.timeout.ms", "60000")
                .build();
    }

    private void stop() throws Exception {
        if (running != null) {
            running.cancel().get();
            // It ends with the news that it was cancelled.
            running.getJobExecutionResult().handle((result, error) -> result).get();
            running = null;
        }
    }
}
