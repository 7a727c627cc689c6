package io.mist.bench.latency;

import io.mist.bench.process.Application;
import io.mist.bench.process.SparkApplication;
import io.mist.bench.process.Topics;
import java.util.List;

/** The query by hand; its application stays warm between its turns. */
final class ByHand implements AutoCloseable {

    private static final String LINES = "bench-lines";
    private static final String ALERTS = "bench-alerts";

    private final String broker;
    private final Application application;

    ByHand(String broker) throws Exception {
        this.broker = broker;
        Topics.create(broker, 1, LINES, ALERTS);
        application = SparkApplication.start(KafkaFilter.class, List.of(), broker, LINES, ALERTS);
    }

    Door open() throws Exception {
        KafkaDoor door = new KafkaDoor(broker, LINES, ALERTS);
        application.command("start");
        return new QueryDoor(door, () -> application.command("stop"));
    }

    @Override
    public void close() throws Exception {
        application.close();
    }
}
