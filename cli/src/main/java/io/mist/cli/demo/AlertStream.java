package io.mist.cli.demo;

import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Reads server-sent events on a separate thread and hands every alert to the consumer, in order. */
final class AlertStream implements AutoCloseable {

    private final Stream<String> lines;
    private final Consumer<Alert> alerts;
    private final Consumer<String> end;
    private volatile boolean isClosed;

    private AlertStream(Stream<String> lines, Consumer<Alert> alerts, Consumer<String> end) {
        this.lines = lines;
        this.alerts = alerts;
        this.end = end;
    }

    /**
     * @param end gets the reason when the stream ends, unless {@link #close} has ended it
     */
    static AlertStream open(Stream<String> lines, Consumer<Alert> alerts, Consumer<String> end) {
        AlertStream stream = new AlertStream(lines, alerts, end);
        Thread thread = new Thread(stream::read, "demo-alerts");
        thread.setDaemon(true);
        thread.start();
        return stream;
    }

    private void read() {
        try {
            String type = "message";
            for (Iterator<String> all = lines.iterator(); all.hasNext(); ) {
                String line = all.next();
                if (line.isEmpty()) {
                    type = "message";
                } else if (line.startsWith("event:")) {
                    type = line.substring("event:".length()).strip();
                } else if (line.startsWith("data:")) {
                    take(type, line.substring("data:".length()).strip());
                }
            }
            finish("the server closed it");
        } catch (UncheckedIOException | DemoFailure e) {
            finish(String.valueOf(e.getMessage()));
        }
    }

    /** Mist writes an event's data on one line. */
    private void take(String type, String data) {
        if (type.equals("message")) {
            alerts.accept(Alert.ofCloudEvent(Api.parse(data)));
        } else if (type.equals("gap")) {
            throw new DemoFailure("messages have been removed before they were read: " + data);
        }
    }

    private void finish(String why) {
        if (!isClosed) {
            end.accept(why);
        }
    }

    @Override
    public void close() {
        isClosed = true;
        lines.close();
    }
}
