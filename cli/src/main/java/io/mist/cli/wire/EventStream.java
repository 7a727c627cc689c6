package io.mist.cli.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events. Confined to one thread. */
public final class EventStream implements AutoCloseable {

    private final BufferedReader lines;
    private @Nullable String id;
    private @Nullable Duration retry;

    EventStream(InputStream in) {
        lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /**
     * Blocks until the next event is whole.
     *
     * @return null when the server has ended the stream; an event cut off by that is dropped
     */
    public @Nullable Event next() throws IOException {
        String type = "message";
        StringBuilder data = new StringBuilder();
        boolean any = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                if (any) {
                    return new Event(id, type, data.toString());
                }
                type = "message";
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(line.startsWith(": ", colon) ? colon + 2 : colon + 1);
            switch (field) {
                case "data" -> {
                    data.append(any && !data.isEmpty() ? "\n" : "").append(value);
                    any = true;
                }
                case "event" -> {
                    type = value;
                    any = true;
                }
                case "id" -> id = value;
                case "retry" -> retry = parseRetry(value);
                default -> {
                    // A comment, or a field that is not needed.
                }
            }
        }
        return null;
    }

    /** The id that the server gave last, with an event or before the first; null if none. */
    public @Nullable String id() {
        return id;
    }

    /** How long the server asks to wait before connecting again; null if it does not say. */
    public @Nullable Duration retry() {
        return retry;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private @Nullable Duration parseRetry(String value) {
        boolean isNumber =
                !value.isEmpty() && value.length() < 10 && value.chars().allMatch(Character::isDigit);
        return isNumber ? Duration.ofMillis(Long.parseLong(value)) : retry;
    }
}
