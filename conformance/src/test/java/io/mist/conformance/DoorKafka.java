package io.mist.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Kafka: requests, replies, and a topic for each channel. Offsets of consumers are Kafka's. */
final class DoorKafka implements Door {

    private static final String REQUESTS = "mist.requests";
    private static final String REPLIES = "mist.replies";

    private final MistProcess mist;
    private final String bootstrapServers;
    private final KafkaProducer<String, String> producer;
    private final Map<String, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();
    private final Reader replies;

    DoorKafka(MistProcess mist, String bootstrapServers) {
        this.mist = mist;
        this.bootstrapServers = bootstrapServers;
        Properties settings = properties();
        settings.put("acks", "all");
        this.producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
        this.replies = new Reader(REPLIES, 0, this::answered);
    }

    private Properties properties() {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bootstrapServers);
        return settings;
    }

    private void answered(ConsumerRecord<String, String> record) {
        JsonNode answer = Json.read(record.value());
        CompletableFuture<JsonNode> waiting = open.remove(answer.path("id").asText());
        if (waiting != null) {
            waiting.complete(answer);
        }
    }

    private JsonNode ask(String op, ObjectNode request, String part) {
        String id = request.path("id").asText(UUID.randomUUID().toString());
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        open.put(id, answer);
        send(REQUESTS, request.put("op", op).put("id", id).toString());
        JsonNode received = answer.orTimeout(MistProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        return received.has("error") ? received.path("error") : received.path(part);
    }

    private void send(String topic, String value) {
        try {
            producer.send(new ProducerRecord<>(topic, value)).get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError("Kafka does not take a record of " + topic, e);
        }
    }

    @Override
    public JsonNode start(String route, ObjectNode parameters) {
        ObjectNode request = Json.object().put("route", route);
        request.set("parameters", parameters);
        return ask("start", request, "run");
    }

    @Override
    public JsonNode cancel(String route, String run) {
        return ask("cancel", Json.object().put("run", run), "run");
    }

    @Override
    public JsonNode change(String route, String run, Change change) {
        ObjectNode request = change.in(Json.object().put("run", run), "values", "rollbackTo");
        return ask("live", change.key() == null ? request : request.put("id", change.key()), "live");
    }

    @Override
    public JsonNode push(String route, String input, List<String> messages) {
        ObjectNode request = Json.object().put("route", route).put("input", input);
        messages.forEach(message -> request.withArray("messages").add(Json.read(message)));
        return ask("push", request, "push");
    }

    @Override
    public Subscription subscribe(String route, String output) {
        return new Topic("mist." + route + "." + output);
    }

    @Override
    public void close() {
        replies.close();
        producer.close(Duration.ofSeconds(10));
    }

    /** A thread that reads a topic from an offset on. */
    private final class Reader implements AutoCloseable {

        private final KafkaConsumer<String, String> consumer;
        private final Thread thread;

        Reader(String topic, long from, Consumer<ConsumerRecord<String, String>> sink) {
            Properties settings = properties();
            settings.put("isolation.level", "read_committed");
            settings.put("auto.offset.reset", "earliest");
            consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seek(partition, from);
            thread = new Thread(() -> read(sink), "reads-" + topic);
            thread.setDaemon(true);
            thread.start();
        }

        private void read(Consumer<ConsumerRecord<String, String>> sink) {
            try {
                while (true) {
                    consumer.poll(Duration.ofSeconds(1)).forEach(sink);
                }
            } catch (WakeupException e) {
                // Asked to end.
                consumer.close();
            }
        }

        @Override
        public void close() {
            consumer.wakeup();
            try {
                thread.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private final class Topic implements Subscription {

        private final String name;
        private final List<ConsumerRecord<String, String>> records = new CopyOnWriteArrayList<>();
        private Reader reader;

        Topic(String name) {
            this.name = name;
            this.reader = new Reader(name, 0, records::add);
        }

        /** Binary mode: the attributes are headers. */
        @Override
        public List<JsonNode> events() {
            List<JsonNode> events = new ArrayList<>();
            for (ConsumerRecord<String, String> record : records) {
                ObjectNode event = Json.object();
                headers(record).forEach((header, value) -> {
                    if (header.startsWith("ce_")) {
                        event.put(header.substring(3), value);
                    }
                });
                event.set("data", Json.read(record.value()));
                events.add(event);
            }
            return events;
        }

        private static Map<String, String> headers(ConsumerRecord<String, String> record) {
            Map<String, String> headers = new HashMap<>();
            for (Header header : record.headers()) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
            return headers;
        }

        @Override
        public void breakOff() {
            reader.close();
        }

        @Override
        public void resume() {
            reader = new Reader(name, records.get(records.size() - 1).offset() + 1, records::add);
        }

        /** Outputs are written in transactions. */
        @Override
        public boolean mayRepeat() {
            return false;
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
