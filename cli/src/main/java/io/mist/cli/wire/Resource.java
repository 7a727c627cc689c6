package io.mist.cli.wire;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A path below {@code /v1} with its query, encoded. */
public record Resource(String text) {

    /** Each segment is encoded, so a name with a slash stays one segment. */
    public static Resource of(String... segments) {
        return new Resource(Stream.of(segments).map(Resource::encode).collect(Collectors.joining("/", "/v1/", "")));
    }

    public Resource below(String... segments) {
        return new Resource(text + Stream.of(segments).map(s -> "/" + encode(s)).collect(Collectors.joining()));
    }

    /** Adds a query parameter, unless the value is null. */
    public Resource with(String name, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        String separator = text.indexOf('?') < 0 ? "?" : "&";
        return new Resource(text + separator + name + "=" + encode(value.toString()));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
