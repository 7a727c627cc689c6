package io.mist.server.door.rest;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.mist.server.gate.Desk;
import io.mist.server.gate.RunLog;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A run's log as it grows, until the run has ended. */
final class LogStream implements RunLog.Sink {

    private static final int PIECE = 64 << 10;
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final Desk desk;
    private final RunLog log;
    private final String run;
    private final ServiceRequestContext context;
    private final EventStream events;
    private volatile boolean ended;
    private volatile boolean closed;

    LogStream(Desk desk, String run, Duration stalledAfter, ServiceRequestContext context) {
        this.desk = desk;
        this.log = desk.log(run);
        this.run = run;
        this.context = context;
        this.events = new EventStream(context, stalledAfter, ": subscribed\n\n");
    }

    HttpResponse from(long position) {
        RunLog.Following follower = log.follow(position, PIECE, this, context.blockingTaskExecutor());
        events.whenClosed(() -> {
            closed = true;
            follower.close();
        });
        awaitEnd(follower);
        return events.response();
    }

    private void awaitEnd(RunLog.Following follower) {
        desk.await(run, Desk.Until.ENDED, LOOK_AGAIN).thenAccept(view -> {
            if (view.hasEnded()) {
                ended = true;
                follower.wake();
            } else if (!closed) {
                awaitEnd(follower);
            }
        });
    }

    @Override
    public CompletionStage<Void> take(RunLog.Piece page) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long left = page.lines().stream().mapToLong(LogStream::bytes).sum();
        for (String line : page.lines()) {
            left -= bytes(line);
            // The id is where the next line begins, so that a client which comes back resumes there.
            out.writeBytes(
                    ("id: " + (page.next() - left) + "\ndata: " + line + "\n\n").getBytes(StandardCharsets.UTF_8));
        }
        return events.send(out.toByteArray());
    }

    private static long bytes(String line) {
        return line.getBytes(StandardCharsets.UTF_8).length + 1L;
    }

    @Override
    public void failed(RuntimeException error) {
        events.end();
    }

    @Override
    public void idle() {
        if (ended) {
            var unused = events.send("event: end\ndata: {}\n\n".getBytes(StandardCharsets.UTF_8));
            events.end();
        }
    }
}
