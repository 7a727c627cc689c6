package io.mist.server.door.documents;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Names within one document, in the characters that the specifications allow, each given once. Confined to one thread. */
final class Names {

    private final Set<String> given = new HashSet<>();

    /** The name itself, or with the first number behind it that makes it a new one. */
    String unique(String wanted) {
        String plain = plain(wanted);
        String name = plain;
        for (int i = 2; !given.add(name); i++) {
            name = plain + i;
        }
        return name;
    }

    private static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isAllowed(c)) {
                plain.appendCodePoint(c);
            } else {
                plain.append("_x").append(Integer.toHexString(c)).append('_');
            }
        });
        return plain.toString();
    }

    private static boolean isAllowed(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '-'
                || c == '_';
    }

    /** {@code LogAlerts} of {@code log-alerts}: how a type of a program is called. */
    static String ofType(String... words) {
        StringBuilder name = new StringBuilder();
        for (String text : words) {
            for (String word : text.split("[^\\p{L}\\p{N}]+")) {
                if (!word.isEmpty()) {
                    name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
                }
            }
        }
        return name.isEmpty() ? "Value" : name.toString();
    }
}
