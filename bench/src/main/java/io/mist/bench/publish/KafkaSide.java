package io.mist.bench.publish;

import io.mist.bench.process.Application;
import io.mist.bench.process.Setting;
import io.mist.bench.process.SparkApplication;
import io.mist.bench.process.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A topic, and a consumer. */
final class KafkaSide implements Side {

    private static final String TOPIC = "bench-messages";
    private static final List<TopicPartition> PARTITIONS = IntStream.range(0, Messages.PARTITIONS)
            .mapToObj(i -> new TopicPartition(TOPIC, i))
            .toList();

    private final String broker = Setting.text("kafka");
    private final Application application;
    private final KafkaConsumer<byte[], byte[]> ends;

    KafkaSide(int rowsPerBatch) throws Exception {
        Topics.create(broker, Messages.PARTITIONS, TOPIC);
        ends = consumer();
        application = SparkApplication.start(
                KafkaApplication.class, List.of(), broker, TOPIC, Integer.toString(rowsPerBatch));
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker, "enable.auto.commit", false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    @Override
    public String name() {
        return "by hand: Spark's Kafka sink; a consumer";
    }

    @Override
    public void start() throws Exception {
        application.command("start");
    }

    @Override
    public void stop() throws Exception {
        application.command("stop");
    }

    @Override
    public long committed() {
        return ends.endOffsets(PARTITIONS).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Override
    public List<Long> processes() {
        List<Long> processes = new ArrayList<>(Setting.processes("kafka-process"));
        processes.add(application.processId());
        return processes;
    }

    @Override
    public Subscriber subscribe() {
        return new Records(consumer());
    }

    @Override
    public void close() throws Exception {
        ends.close();
        application.close();
    }

    private static final class Records implements Subscriber {

        private final AtomicLong received = new AtomicLong();
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final Thread reader = new Thread(this::read, "records");
        private volatile boolean closed;

        Records(KafkaConsumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
            consumer.assign(PARTITIONS);
            consumer.seekToEnd(PARTITIONS);
            PARTITIONS.forEach(consumer::position);
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (consumer) {
                while (!closed) {
                    received.addAndGet(consumer.poll(Duration.ofMillis(100)).count());
                }
            }
        }

        @Override
        public long received() {
            if (!reader.isAlive()) {
                throw new IllegalStateException("the consumer has ended");
            }
            return received.get();
        }

        @Override
        public void close() throws InterruptedException {
            closed = true;
            reader.join();
        }
    }
}
