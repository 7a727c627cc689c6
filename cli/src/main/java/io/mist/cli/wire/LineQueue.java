package io.mist.cli.wire;

import io.mist.cli.exit.Exit;
import io.mist.cli.exit.Failure;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lines of an input. A thread reads ahead, up to a bound, so that lines that are available are taken together and a single
 * one does not wait for others. When the queue is full, the writer of the input waits.
 */
public final class LineQueue implements AutoCloseable {

    /** The longest line; longer ones are skipped and reported. */
    public static final int MAX_LINE = 4 << 20;

    private static final int MAX_AHEAD = 1_000;
    private static final long MAX_AHEAD_BYTES = 2L * MAX_LINE;

    private final BufferedInputStream in;
    private final BlockingQueue<Line> lines = new ArrayBlockingQueue<>(MAX_AHEAD);
    private final Thread reader = new Thread(this::read, "mist-lines");
    private final Object room = new Object();
    private long aheadBytes;
    private volatile @Nullable IOException broken;
    private volatile boolean ended;

    private LineQueue(InputStream in) {
        this.in = new BufferedInputStream(in, 64 << 10);
    }

    public static LineQueue of(InputStream in) {
        LineQueue queue = new LineQueue(in);
        queue.reader.setDaemon(true);
        queue.reader.start();
        return queue;
    }

    /**
     * Waits for a line, and takes the lines that follow it within the given time.
     *
     * @return an empty list when the input has ended
     */
    public List<Line> take(int most, int mostBytes, long millis) {
        try {
            List<Line> taken = new ArrayList<>();
            Line first = next(Long.MAX_VALUE);
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            long bytes = 0;
            for (Line line = first; line != null; line = next(deadline)) {
                taken.add(line);
                bytes += line.bytes().length;
                if (taken.size() == most || bytes >= mostBytes) {
                    break;
                }
            }
            return taken;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Exit.INTERNAL, "interrupted", "interrupted while reading lines")
                    .causedBy(e);
        }
    }

    /** Null at the end, or at the deadline. */
    private @Nullable Line next(long deadline) throws InterruptedException {
        while (true) {
            boolean noMore = ended;
            long left = deadline == Long.MAX_VALUE ? 200_000_000L : Math.max(0, deadline - System.nanoTime());
            Line line = noMore ? lines.poll() : lines.poll(Math.min(left, 20_000_000L), TimeUnit.NANOSECONDS);
            if (line != null) {
                synchronized (room) {
                    aheadBytes -= line.bytes().length;
                    room.notifyAll();
                }
                return line;
            }
            if (noMore) {
                failIfBroken();
                return null;
            }
            if (System.nanoTime() >= deadline && deadline != Long.MAX_VALUE) {
                return null;
            }
        }
    }

    private void failIfBroken() {
        IOException error = broken;
        if (error != null) {
            throw Failure.of(Exit.INTERNAL, "input-broken", "standard input cannot be read: " + error.getMessage())
                    .causedBy(error);
        }
    }

    private void read() {
        try {
            long number = 0;
            for (Line line = line(1); line != null; line = line(number + 1)) {
                number = line.number();
                put(line);
            }
        } catch (IOException e) {
            broken = e;
        } catch (InterruptedException e) {
            // The queue is closed.
            Thread.currentThread().interrupt();
        } finally {
            ended = true;
        }
    }

    private void put(Line line) throws InterruptedException {
        synchronized (room) {
            while (aheadBytes > MAX_AHEAD_BYTES) {
                room.wait();
            }
            aheadBytes += line.bytes().length;
        }
        lines.put(line);
    }

    /** Null at the end; the last line may lack a line feed. */
    private @Nullable Line line(long number) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean isCut = false;
        int read = in.read();
        if (read < 0) {
            return null;
        }
        for (; read >= 0 && read != '\n'; read = in.read()) {
            if (bytes.size() < MAX_LINE) {
                bytes.write(read);
            } else {
                isCut = true;
            }
        }
        byte[] all = bytes.toByteArray();
        boolean hasReturn = all.length > 0 && all[all.length - 1] == '\r';
        byte[] line = hasReturn ? java.util.Arrays.copyOf(all, all.length - 1) : all;
        return new Line(number, isCut ? new byte[0] : line, isCut);
    }

    @Override
    public void close() {
        reader.interrupt();
    }
}
