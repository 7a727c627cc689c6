package io.mist.worker.contract.problem;

import java.util.regex.Pattern;

/** The path to a value: {@code window.from}, {@code services[2]}, {@code tags["a b"]}; empty for the whole. */
public final class ValuePath {

    private static final Pattern PLAIN_KEY = Pattern.compile("[\\p{L}\\p{N}_$-]+");

    private ValuePath() {}

    public static String index(int index) {
        return "[" + index + "]";
    }

    public static String key(String key) {
        return PLAIN_KEY.matcher(key).matches() ? key : "[\"" + Excerpt.text(key) + "\"]";
    }

    public static String join(String path, String rest) {
        if (path.isEmpty() || rest.isEmpty()) {
            return path + rest;
        }
        return rest.startsWith("[") ? path + rest : path + "." + rest;
    }
}
