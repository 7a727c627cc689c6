package io.mist.cli.demo;

import java.io.PrintWriter;

/** What the demo prints: steps, lines, and checks with their results. Safe for use by several threads. */
final class Report {

    private static final int SHOWN_TEXT = 110;

    private final PrintWriter out;
    private final boolean colour;
    private final long start = System.nanoTime();
    private boolean allGood = true;

    Report(PrintWriter out, boolean colour) {
        this.out = out;
        this.colour = colour;
    }

    /** A step, with the seconds since the start. */
    synchronized void step(String text) {
        long seconds = (System.nanoTime() - start) / 1_000_000_000;
        out.println(styled("1", "[%3d s] ".formatted(seconds) + text));
        out.flush();
    }

    synchronized void line(String text) {
        out.println("        " + text);
        out.flush();
    }

    /** A text from a log, without characters that control a terminal. */
    synchronized void quote(String prefix, String text) {
        String shown = text.strip().replaceAll("\\p{Cntrl}", "·");
        line(prefix + (shown.length() > SHOWN_TEXT ? shown.substring(0, SHOWN_TEXT) + "…" : shown));
    }

    synchronized void check(boolean isGood, String what) {
        allGood &= isGood;
        out.println("      " + (isGood ? styled("32", "✓ ") : styled("31", "✗ ")) + what);
        out.flush();
    }

    synchronized void check(String what, long expected, long seen) {
        check(expected == seen, what + ": " + seen + (expected == seen ? "" : " (expected: " + expected + ")"));
    }

    synchronized boolean allGood() {
        return allGood;
    }

    private String styled(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
