package io.mist.server.door.mqtt;

import io.mist.server.door.OutputCursor;
import io.mist.server.door.OutputPublisher;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Message;
import io.mist.server.gate.message.OutputSettings;
import io.mist.server.gate.message.Publication;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Publishes outputs with a window of messages that the broker has not acknowledged yet. An output's cursor moves only over
 * what is acknowledged, so that after any outage it resumes there: in order and at least once. Confined to the thread that
 * publishes.
 */
final class OutputSession implements OutputPublisher.Session {

    /** Messages sent and not yet acknowledged, of all channels; beyond that, the rest stays in the log. */
    static final int WINDOW = 100;

    /** The same in bytes; one message may go beyond it. */
    static final long WINDOW_BYTES = 16L << 20;

    /** Messages of one channel in one turn, so that a busy channel does not hold up the others. */
    private static final int TURN = 25;

    /** How long the end waits for acknowledgements that are under way; what comes later is sent again. */
    private static final long LAST_ACKS_MILLIS = 2_000;

    private final OutputTransport transport;
    private final Publication publication;
    private final OutputPublisher publisher;
    private final Map<ChannelId, SendWindow> windows = new LinkedHashMap<>();

    OutputSession(OutputTransport transport, Publication publication, OutputPublisher publisher) {
        this.transport = transport;
        this.publication = publication;
        this.publisher = publisher;
    }

    @Override
    public void appended(ChannelId output) {
        windows.computeIfAbsent(output, channel -> new SendWindow(OutputCursor.resume(channel, publication, "MQTT")))
                .hasMore();
    }

    @Override
    public boolean publish() {
        settle();
        boolean sent = false;
        if (transport.isConnected()) {
            for (SendWindow window : windows.values()) {
                sent |= publishTurn(window);
            }
        }
        return sent;
    }

    private void settle() {
        windows.values().forEach(window -> publisher.published(window.settle()));
    }

    /** Whether anything was sent. */
    private boolean publishTurn(SendWindow window) {
        int room = Math.min(TURN, WINDOW - inFlight());
        if (room <= 0 || bytesInFlight() >= WINDOW_BYTES) {
            return false;
        }
        boolean sent = false;
        OutputSettings set = transport.settings(window.channel());
        for (Message message : window.read(room, set.mqttTopic().isPresent())) {
            Outgoing outgoing = OutputTransport.outgoing(window.channel(), message, set);
            window.sent(message, outgoing.payload().length, send(message, outgoing));
            sent = true;
            if (bytesInFlight() >= WINDOW_BYTES) {
                window.hasMore();
                break;
            }
        }
        return sent;
    }

    private CompletableFuture<?> send(Message message, Outgoing outgoing) {
        CompletableFuture<?> done = transport.send(message, outgoing);
        // Not the stage that wakes: that one is done only after the look at it.
        var unused = done.whenComplete((ack, error) -> publisher.wake());
        return done;
    }

    private int inFlight() {
        return windows.values().stream().mapToInt(SendWindow::inFlight).sum();
    }

    private long bytesInFlight() {
        return windows.values().stream().mapToLong(SendWindow::bytesInFlight).sum();
    }

    @Override
    public long nanosToRetry() {
        return windows.values().stream()
                .mapToLong(SendWindow::nanosToRetry)
                .filter(left -> left > 0)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    @Override
    public void finish() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAST_ACKS_MILLIS);
        settle();
        while (inFlight() > 0 && transport.isConnected() && System.nanoTime() < end) {
            publisher.sleep(end - System.nanoTime());
            settle();
        }
    }

    @Override
    public void close() {}
}
