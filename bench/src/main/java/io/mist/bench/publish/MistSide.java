package io.mist.bench.publish;

import io.mist.bench.process.MistClient;
import io.mist.bench.process.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The server's log, and a subscriber by SSE. */
final class MistSide implements Side {

    private static final String ROUTE = "publish";
    private static final String OUTPUT = "messages";

    private final MistClient mist = new MistClient(Setting.text("mist"));
    private final int rowsPerBatch;
    private @Nullable String run;

    MistSide(int rowsPerBatch) {
        this.rowsPerBatch = rowsPerBatch;
    }

    @Override
    public String name() {
        return "Mist: `sendAll`, RocksDB log; SSE";
    }

    @Override
    public void start() throws Exception {
        run = mist.startRunning(ROUTE, "{\"rowsPerBatch\":" + rowsPerBatch + "}");
    }

    @Override
    public void stop() throws Exception {
        if (run != null) {
            mist.cancel(run);
            run = null;
        }
    }

    @Override
    public long committed() throws Exception {
        return mist.end(ROUTE, OUTPUT);
    }

    @Override
    public List<Long> processes() throws Exception {
        List<Long> processes = new ArrayList<>(Setting.processes("mist-process"));
        processes.add(mist.workerProcess());
        return processes;
    }

    @Override
    public Subscriber subscribe() throws Exception {
        return new Events(mist.follow(ROUTE, OUTPUT));
    }

    @Override
    public void close() throws Exception {
        stop();
    }

    /** Counts lines that begin with "data:", byte by byte; an event of another kind than a message is a failure. */
    private static final class Events implements Subscriber {

        private final InputStream in;
        private final AtomicLong received = new AtomicLong();
        private volatile @Nullable Exception failure;
        private volatile boolean closed;

        Events(InputStream in) {
            this.in = in;
            Thread reader = new Thread(this::read, "events");
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            byte[] buffer = new byte[1 << 16];
            byte before = '\n';
            try {
                int read;
                while ((read = in.read(buffer)) > 0) {
                    long messages = 0;
                    for (int i = 0; i < read; i++) {
                        if (before == '\n' && buffer[i] == 'd') {
                            messages++;
                        } else if (before == '\n' && buffer[i] == 'e') {
                            throw new IOException("the subscriber lags so far that it met a gap");
                        }
                        before = buffer[i];
                    }
                    received.addAndGet(messages);
                }
                throw new IOException("the subscription has ended");
            } catch (IOException e) {
                if (!closed) {
                    failure = e;
                }
            }
        }

        @Override
        public long received() throws Exception {
            Exception failed = failure;
            if (failed != null) {
                throw failed;
            }
            return received.get();
        }

        @Override
        public void close() throws IOException {
            closed = true;
            in.close();
        }
    }
}
