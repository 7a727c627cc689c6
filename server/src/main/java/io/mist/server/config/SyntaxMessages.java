package io.mist.server.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in plain words what the HOCON parser says in those of its own grammar. */
final class SyntaxMessages {

    /** The message for a line that must not be quoted, not even in part. */
    static final String OF_A_SECRET = "not HOCON, perhaps double quotes are missing";

    private static final Pattern KEY_ALONE = Pattern.compile("Key '(.*)' may not be followed by token");
    private static final Map<Pattern, Function<MatchResult, String>> EXPLANATIONS = new LinkedHashMap<>();

    static {
        explain("part of a cycle", m -> "settings refer to each other in a circle");
        explain(
                "Could not resolve substitution to a value: (\\$\\{([^}]*)})",
                m -> m.group(1)
                        + " stands for nothing (expected: another setting or an environment variable; write ${?"
                        + m.group(2)
                        + "} if it may be missing)");
        explain("JSON does not allow unescaped newline", m -> "a text in double quotes is not closed on its line");
        explain("triple-quoted string was still open", m -> "a text in three double quotes is never closed");
        explain(
                "backslash followed by '(.)'|not a valid escape",
                m -> "a backslash that stands for nothing; write \\\\ for one");
        explain("unbalanced close brace", m -> "a '}' without a '{' before it");
        explain("trailing tokens after first object", m -> "text after the '}' that closes the whole file");
        explain(
                "Reserved character '(.)' is not allowed",
                m -> "'" + m.group(1) + "' outside double quotes; put double quotes around the text it belongs to");
        explain(
                KEY_ALONE.pattern(),
                m -> "'" + shorten(m.group(1).strip()) + "' has no value (expected: '=' or '{' after it)");
        explain(
                "Cannot concatenate",
                m ->
                        "two values side by side that do not make one (expected: a text, a section or a list; perhaps a ','"
                                + " or a new line is missing)");
        explain(
                "Token not allowed in path expression",
                m -> "a name with a sign that needs double quotes around the name");
        explain("two adjacent period|leading, trailing", m -> "a name with a dot too many");
        explain(
                "has type (\\w+) rather than object at file root",
                m -> "the file is a list (expected: settings, name = value)");
        explain(
                "(?:close parenthes[ei]s|close brace|end-of-file|close square).*end of file",
                m -> "a '{' or '[' is never closed");
        explain(
                "(?:got wrong token:|got|not:|token:) (end of file)",
                m -> "the file ends too early, perhaps a '{', '[' or '\"' is never closed");
        explain(
                "(?:got wrong token:|got|not:|token:) ('.*?'|[^\\s(]+)(?: \\(|$)",
                m -> token(m.group(1)) + " is not expected here; a text with such signs needs double quotes around it");
    }

    private SyntaxMessages() {}

    private static void explain(String pattern, Function<MatchResult, String> words) {
        EXPLANATIONS.put(Pattern.compile(pattern, Pattern.DOTALL), words);
    }

    static boolean isCycle(String parserMessage) {
        return parserMessage.contains("part of a cycle");
    }

    /** The key that the parser misses a value of: it names the line of what comes next. */
    static Optional<String> keyAlone(String parserMessage) {
        Matcher key = KEY_ALONE.matcher(parserMessage);
        return key.find() ? Optional.of(key.group(1).strip()) : Optional.empty();
    }

    /** Its advice, in brackets, is ours to give. */
    static String explain(String message) {
        String parserMessage = message.replaceFirst("(?s) \\(if you intended.*", "");
        return EXPLANATIONS.entrySet().stream()
                .map(e -> {
                    Matcher matcher = e.getKey().matcher(parserMessage);
                    return matcher.find() ? Optional.of(e.getValue().apply(matcher)) : Optional.<String>empty();
                })
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> "not HOCON: " + Lines.printable(withoutPlace(parserMessage)));
    }

    private static String token(String name) {
        String bare = name.strip();
        return switch (bare) {
            case "end of file" -> "the end of the file";
            case "newline", "'newline'", "'\\n'" -> "the end of the line";
            default -> shorten(bare.startsWith("'") ? bare : "'" + bare + "'");
        };
    }

    private static String shorten(String text) {
        return Lines.printable(text.length() > 60 ? text.substring(0, 60) + "…" : text);
    }

    private static String withoutPlace(String message) {
        return message.replaceFirst("^[^:]{1,200}: [0-9]+: ", "");
    }
}
