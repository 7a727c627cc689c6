package io.mist.worker.link;

import io.grpc.stub.ClientCallStreamObserver;
import io.mist.protocol.wire.FromWorker;
import io.mist.protocol.wire.LogLines;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for the server: control messages all, as there are few, and log lines up to a bound, then the oldest go. Confined
 * to the link's thread.
 */
final class Outbox {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final int MAX_LOG_BATCHES = 10_000;

    private final Deque<FromWorker> control = new ArrayDeque<>();
    private final Deque<LogLines> logs = new ArrayDeque<>();
    private long droppedLogs;

    void add(FromWorker message) {
        control.add(message);
    }

    void add(LogLines lines) {
        if (logs.size() >= MAX_LOG_BATCHES) {
            logs.removeFirst();
            droppedLogs++;
        }
        logs.add(lines);
    }

    /** Log lines first, as long as they flow: the end of a run should follow its last line. */
    void drainTo(ClientCallStreamObserver<FromWorker> call) {
        drainLogs(call);
        while (!control.isEmpty()) {
            call.onNext(control.removeFirst());
        }
    }

    private void drainLogs(ClientCallStreamObserver<FromWorker> call) {
        if (droppedLogs > 0 && call.isReady()) {
            LOG.warn("{} batches of log lines were dropped while the server was away or slow", droppedLogs);
            droppedLogs = 0;
        }
        while (!logs.isEmpty() && call.isReady()) {
            call.onNext(FromWorker.newBuilder().setLog(logs.removeFirst()).build());
        }
    }
}
