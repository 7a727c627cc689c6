package io.mist.server.channel;

import io.mist.protocol.MistException;
import java.nio.file.Path;
import java.util.Collections;

/**
 * A process that appends epochs and pushes with a key, in turns, from where the log ends, and tells of each when it is
 * acknowledged, until it is killed. Its arguments are an {@link Opener}, the directory, and what else that one needs.
 */
public final class AppendingProcess {

    static final int PER_BATCH = 5;

    private static final int ATTEMPTS = 100;

    /** Opens a log; made by name. */
    public interface Opener {
        ChannelLog open(Path directory, String where);
    }

    private AppendingProcess() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        Opener opener =
                (Opener) Class.forName(arguments[0]).getDeclaredConstructor().newInstance();
        ChannelLog log = opener.open(Path.of(arguments[1]), arguments[2]);
        long done = log.read(ChannelLogContract.ALERTS, 0, null, 1_000_000)
                        .messages()
                        .size()
                / PER_BATCH;
        for (long number = done; number < 1_000_000; number++) {
            appendUntilAcknowledged(log, batch(number));
            System.out.println(number);
        }
    }

    /** A log that is away says so, and its callers try again. What is wrong for good ends the process, with its threads. */
    private static void appendUntilAcknowledged(ChannelLog log, Batch batch) {
        for (int attempt = 1; ; attempt++) {
            try {
                log.append(ChannelLogContract.ALERTS, batch);
                return;
            } catch (MistException e) {
                e.printStackTrace();
                if (attempt == ATTEMPTS) {
                    Runtime.getRuntime().halt(1);
                }
            }
        }
    }

    static Batch batch(long number) {
        var payloads = Collections.nCopies(PER_BATCH, "{\"number\":" + number + "}");
        return number % 2 == 0
                ? ChannelLogContract.batch("r1", number, ChannelLogContract.NOON, payloads)
                : ChannelLogContract.push("k" + number, "d" + number, payloads.toArray(new String[0]));
    }
}
