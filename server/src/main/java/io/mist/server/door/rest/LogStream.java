package io.mist.server.door.rest;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.mist.server.channel.Follower;
import io.mist.server.gate.Gate;
import io.mist.server.run.RunLogs;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A run's log as it grows, until the run has ended. */
final class LogStream implements Follower.Source<RunLogs.Piece>, Follower.Sink<RunLogs.Piece> {

    private static final int PIECE = 64 << 10;
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final Gate gate;
    private final RunLogs logs;
    private final String run;
    private final ServiceRequestContext context;
    private final EventStream events;
    private volatile boolean ended;
    private volatile boolean closed;

    LogStream(Gate gate, RunLogs logs, String run, Duration stalledAfter, ServiceRequestContext context) {
        this.gate = gate;
        this.logs = logs;
        this.run = run;
        this.context = context;
        this.events = new EventStream(context, stalledAfter, ": subscribed\n\n");
    }

    HttpResponse from(long position) {
        var follower = Follower.start(this, position, this, context.blockingTaskExecutor());
        events.whenClosed(() -> {
            closed = true;
            follower.close();
        });
        awaitEnd(follower);
        return events.response();
    }

    private void awaitEnd(Follower<RunLogs.Piece> follower) {
        gate.await(run, Gate.Until.ENDED, LOOK_AGAIN).thenAccept(view -> {
            if (view.hasEnded()) {
                ended = true;
                follower.wake();
            } else if (!closed) {
                awaitEnd(follower);
            }
        });
    }

    @Override
    public RunLogs.Piece read(long from) {
        return logs.read(run, from, PIECE);
    }

    @Override
    public long next(RunLogs.Piece page) {
        return page.next();
    }

    @Override
    public boolean isEmpty(RunLogs.Piece page) {
        return page.lines().isEmpty();
    }

    @Override
    public AutoCloseable onGrowth(Runnable listener) {
        return logs.onAppend(grown -> {
            if (grown.equals(run)) {
                listener.run();
            }
        });
    }

    @Override
    public CompletionStage<Void> take(RunLogs.Piece page) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long left = page.lines().stream().mapToLong(LogStream::bytes).sum();
        for (String line : page.lines()) {
            left -= bytes(line);
            // The id is where the next line begins, so that a client which comes back goes on there.
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
