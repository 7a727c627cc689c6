package io.mist.server.gate.message;

/** A text that must not get into a log or an error message by way of {@link #toString}. */
public record Secret(String value) {

    @Override
    public String toString() {
        return "***";
    }
}
