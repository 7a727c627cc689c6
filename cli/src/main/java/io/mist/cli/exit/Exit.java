package io.mist.cli.exit;

/** The exit codes. They are part of the interface: scripts branch on them. */
public enum Exit {
    OK(0, "success"),
    INTERNAL(1, "an internal error, or an answer that is not Mist's"),
    USAGE(2, "wrong usage of the command line"),
    CALLER(3, "the request is wrong: unknown name, invalid value, conflict"),
    JOB(4, "the job failed or was cancelled"),
    RESOURCES(5, "something is missing, busy or too slow: try again later"),
    UNREACHABLE(6, "the server cannot be reached");

    /** The exit code after Ctrl-C, which the JVM itself sets. */
    public static final int INTERRUPTED = 130;

    private final int code;
    private final String meaning;

    Exit(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    public String meaning() {
        return meaning;
    }

    /** The exit for the {@code kind} of a problem document; an unknown kind is not Mist's. */
    public static Exit ofKind(String kind) {
        return switch (kind) {
            case "caller" -> CALLER;
            case "job" -> JOB;
            case "resources" -> RESOURCES;
            default -> INTERNAL;
        };
    }

    String kind() {
        return switch (this) {
            case OK, INTERNAL -> "internal";
            case USAGE, CALLER -> "caller";
            case JOB -> "job";
            case RESOURCES, UNREACHABLE -> "resources";
        };
    }
}
