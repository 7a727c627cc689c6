package io.mist.bench.latency;

import io.mist.bench.process.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Topics of Kafka, of one partition each; the clients have their default settings. */
final class KafkaDoor implements Door {

    private final String broker;
    private final String in;
    private final String out;
    private final KafkaProducer<String, String> producer;
    private @Nullable Thread reader;
    private volatile boolean closed;

    KafkaDoor(String broker, String in, String out) throws Exception {
        this.broker = broker;
        this.in = in;
        this.out = out;
        Topics.create(broker, 1, in, out);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker), new StringSerializer(), new StringSerializer());
    }

    @Override
    public void listen(Consumer<String> message) {
        KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker, "enable.auto.commit", false),
                new StringDeserializer(),
                new StringDeserializer());
        TopicPartition partition = new TopicPartition(out, 0);
        consumer.assign(List.of(partition));
        consumer.seekToEnd(List.of(partition));
        consumer.position(partition);
        reader = new Thread(() -> read(consumer, message), "records");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(KafkaConsumer<String, String> consumer, Consumer<String> message) {
        try (consumer) {
            while (!closed) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> message.accept(record.value()));
            }
        }
    }

    @Override
    public CompletableFuture<?> push(String event) {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        producer.send(new ProducerRecord<>(in, event), (metadata, error) -> {
            if (error == null) {
                acknowledged.complete(null);
            } else {
                acknowledged.completeExceptionally(error);
            }
        });
        return acknowledged;
    }

    @Override
    public void close() throws InterruptedException {
        producer.close();
        closed = true;
        if (reader != null) {
            reader.join();
        }
    }
}
