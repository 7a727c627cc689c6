package io.mist.server.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines of a file as error messages show them. */
final class Lines {

    private static final int MAX_SHOWN = 200;
    private static final Pattern SECRET =
            Pattern.compile("(?i)(password|secret|token|credential|api-?key|access-?key)[^\\s=:]*(\\s*[=:]|\\s|$)");

    private Lines() {}

    /** Without what it is indented by, bounded, and without a secret's value. */
    static String shown(String line) {
        String plain = printable(line.strip());
        Matcher secret = SECRET.matcher(plain);
        if (secret.find()) {
            return plain.substring(0, secret.end()).stripTrailing() + " \"***\"";
        }
        return plain;
    }

    /** Whether the line may hold a secret, as far as its names tell. */
    static boolean isSecret(String line) {
        return SECRET.matcher(line).find();
    }

    static String printable(String text) {
        String bounded = text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
        return bounded.replaceAll("\\p{Cntrl}", "?");
    }
}
