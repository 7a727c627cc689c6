package io.mist.server.door.documents;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Texts of users within texts of other kinds. */
final class Escaping {

    private Escaping() {}

    /** Escapes one segment of a path; the braces of a template are escaped too. */
    static String path(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Escapes text or an attribute of a page. */
    static String html(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** Quotes one word of a shell's command line. */
    static String shell(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** Escapes a step of a JSON pointer. */
    static String pointer(String text) {
        return text.replace("~", "~0").replace("/", "~1");
    }
}
