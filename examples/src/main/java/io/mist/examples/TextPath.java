package io.mist.examples;

// region path
/** Where text lies. It travels as its text, and what this constructor throws reaches the caller. */
public record TextPath(String value) {

    public TextPath {
        if (value.isBlank()) {
            throw new IllegalArgumentException("'" + value
                    + "' is blank (expected: a directory or file that Spark can read, such as /var/log/app)");
        }
    }
}
// endregion
