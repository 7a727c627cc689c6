package io.mist.cli.screen;

/** The style of a text on a terminal. */
public enum Style {
    NONE(""),
    BOLD("1"),
    DIM("2"),
    GOOD("32"),
    CHANGING("33"),
    BAD("31");

    private final String code;

    Style(String code) {
        this.code = code;
    }

    String on(String text) {
        return this == NONE ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }

    /** The style for the state of a run, a route, a worker or the server. */
    public static Style ofState(String state) {
        return switch (state) {
            case "RUNNING", "SUCCEEDED", "ready", "ok" -> GOOD;
            case "QUEUED", "STARTING", "RESTARTING", "CANCELLING", "loading", "starting", "degraded" -> CHANGING;
            case "FAILED", "broken", "lost" -> BAD;
            case "CANCELLED" -> DIM;
            default -> NONE;
        };
    }
}
