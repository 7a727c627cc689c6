package io.mist.cli.wire;

import io.mist.cli.exit.Exit;
import io.mist.cli.exit.Failure;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Pauses between attempts to connect: each longer than the last, a bounded number in a row, each one announced. Confined to
 * one thread. By hand, as the command line has no library that retries, and another jar would lengthen every start.
 */
public final class BackOff {

    /** The attempts in a row; with {@link #LONGEST} they take about a minute. */
    public static final int ATTEMPTS = 10;

    /** The longest pause between two attempts. */
    public static final Duration LONGEST = Duration.ofSeconds(10);

    private static final Duration SHORTEST = Duration.ofMillis(250);

    /** The shortest round of polling, in case a server answers at once although it was asked to wait. */
    private static final Duration SHORTEST_ROUND = Duration.ofMillis(100);

    private final Consumer<String> notices;
    private Duration first = SHORTEST;
    private int failures;

    /**
     * @param notices gets a line before every pause
     */
    public BackOff(Consumer<String> notices) {
        this.notices = notices;
    }

    /** To be called after a success: the next pause is short again. */
    public void reset() {
        failures = 0;
    }

    /** Sets the first pause, as the server asks for. */
    public void startWith(Duration pause) {
        first = pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }

    /** Waits before the next attempt, or throws the failure if there have been enough. */
    public void pause(Failure failure) {
        if (failures == ATTEMPTS) {
            throw failure;
        }
        Duration doubled = first.multipliedBy(1L << failures);
        Duration pause = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        failures++;
        notices.accept(
                "%s; trying again in %s s (%d of %d)".formatted(failure.detail(), seconds(pause), failures, ATTEMPTS));
        sleep(pause);
    }

    /**
     * Waits until a round of polling has lasted long enough.
     *
     * @param began its start, as {@link System#nanoTime}
     */
    static void completeRound(long began) {
        Duration rest = SHORTEST_ROUND.minusNanos(System.nanoTime() - began);
        if (!rest.isNegative()) {
            sleep(rest);
        }
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Exit.INTERNAL, "interrupted", "interrupted while waiting")
                    .causedBy(e);
        }
    }

    private static String seconds(Duration pause) {
        return String.format(Locale.ROOT, "%.1f", pause.toMillis() / 1000.0);
    }
}
