package io.mist.examples;

// region path
/** The place of a text. It travels as a string, and the message of its constructor's exception reaches the caller. */
public record TextPath(String value) {

    public TextPath {
        if (value.isBlank()) {
            throw new IllegalArgumentException("'" + value
                    + "' is blank (expected: a directory or file that Spark can read, such as /var/log/app)");
        }
    }
}
// endregion
