package io.mist.server.config;

/** A text that must not get into a log or an error message by way of {@link #toString}. */
public record Secret(String value) {

    @Override
    public String toString() {
        return "***";
    }
}
