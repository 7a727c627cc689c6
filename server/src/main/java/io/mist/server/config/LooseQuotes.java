package io.mist.server.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds what must stand in double quotes and does not: HOCON takes single quotes for letters, and reports {@code $} and
 * {@code :} in words that few would understand. It only looks at what is certain, line by line; the rest is left to
 * the parser. The mended text is there to find further faults, never to be used.
 */
final class LooseQuotes {

    private static final Pattern CLOSING = Pattern.compile("'(?=\\s*(?:[,}\\]:=#]|//|$))");
    private static final Pattern OPEN_END = Pattern.compile("\\s*(?:[,}\\]#].*|//.*)?$");
    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{[^}\"]*}");

    private final List<Fault> faults = new ArrayList<>();
    private final Deque<Character> open = new ArrayDeque<>();
    private boolean inTripleQuotes;

    private String line = "";
    private int at;
    private boolean afterEquals;
    private StringBuilder mended = new StringBuilder();
    private @Nullable String complaint;

    private LooseQuotes() {}

    record Mended(String text, List<Fault> faults) {}

    static Mended mend(String text) {
        var scan = new LooseQuotes();
        var lines = new ArrayList<String>();
        for (String line : text.split("\n", -1)) {
            lines.add(scan.mendLine(line, lines.size() + 1));
        }
        return new Mended(String.join("\n", lines), scan.faults);
    }

    private String mendLine(String original, int number) {
        line = original.endsWith("\r") ? original.substring(0, original.length() - 1) : original;
        at = 0;
        afterEquals = false;
        mended = new StringBuilder();
        complaint = null;
        while (at < line.length()) {
            step();
        }
        if (complaint != null) {
            faults.add(new Fault(number, complaint + "; write the line as: " + Lines.shown(mended.toString())));
        }
        return mended.toString();
    }

    private void step() {
        char c = line.charAt(at);
        if (inTripleQuotes) {
            closeTripleQuotes();
        } else if (line.startsWith("\"\"\"", at)) {
            inTripleQuotes = true;
            copyTo(at + 3);
        } else if (c == '"') {
            copyTo(endOfQuoted());
        } else if (c == '#' || line.startsWith("//", at)) {
            copyTo(line.length());
        } else if (c == '\'') {
            singleQuoted();
        } else if (line.startsWith("${", at)) {
            int end = line.indexOf('}', at);
            copyTo(end < 0 ? line.length() : end + 1);
        } else if (Character.isWhitespace(c)) {
            copyTo(at + 1);
        } else if ("=:{}[],+".indexOf(c) >= 0) {
            structure(c);
        } else {
            unquoted();
        }
    }

    private void structure(char c) {
        switch (c) {
            case '{', '[' -> open.push(c);
            case '}', ']' -> open.poll();
            default -> {}
        }
        afterEquals = c == '=' || c == ':';
        copyTo(at + 1);
    }

    private void closeTripleQuotes() {
        int end = line.indexOf("\"\"\"", at);
        if (end < 0) {
            copyTo(line.length());
            return;
        }
        end += 3;
        while (end < line.length() && line.charAt(end) == '"') {
            end++;
        }
        inTripleQuotes = false;
        copyTo(end);
    }

    private int endOfQuoted() {
        for (int i = at + 1; i < line.length(); i++) {
            if (line.charAt(i) == '\\') {
                i++;
            } else if (line.charAt(i) == '"') {
                return i + 1;
            }
        }
        return line.length();
    }

    private void singleQuoted() {
        Matcher closing = CLOSING.matcher(line);
        int start = at + 1;
        if (closing.find(start)) {
            at = closing.end();
            quote(line.substring(start, closing.start()));
        } else {
            Matcher end = OPEN_END.matcher(line);
            at = end.find(start) ? end.start() : line.length();
            quote(line.substring(start, at));
        }
        complaint = "HOCON knows no single quotes";
    }

    /** A word or several, without quotes: only a whole value can be mended. */
    private void unquoted() {
        int start = at;
        boolean isUrl = false;
        int end = at;
        while (end < line.length() && !endsUnquoted(end)) {
            if (isValue() && line.startsWith("://", end)) {
                isUrl = true;
                end += 3;
            } else {
                end++;
            }
        }
        String word = line.substring(start, end).stripTrailing();
        String why = isValue() && isWhole(end) ? whyQuotes(word, isUrl) : null;
        if (why == null) {
            copyTo(end);
            return;
        }
        boolean isOpen = word.endsWith("'") && word.indexOf('\'') == word.length() - 1;
        at = start + word.length();
        quote(isOpen ? word.substring(0, word.length() - 1) : word);
        complaint = complaint == null ? why : complaint;
    }

    private boolean isValue() {
        return afterEquals || (!open.isEmpty() && open.peek() == '[');
    }

    private boolean endsUnquoted(int i) {
        return switch (line.charAt(i)) {
            case ',', '{', '}', '[', ']', '=', '#', '"' -> true;
            case ':' -> !(isValue() && line.startsWith("://", i));
            case '/' -> line.startsWith("//", i);
            case '$' -> line.startsWith("${", i);
            default -> false;
        };
    }

    private boolean isWhole(int end) {
        return end == line.length() || ",}]#/".indexOf(line.charAt(end)) >= 0;
    }

    private static @Nullable String whyQuotes(String word, boolean isUrl) {
        if (word.endsWith("'")) {
            return "HOCON knows no single quotes";
        }
        if (word.contains("$")) {
            return "a text with '$' needs double quotes around it";
        }
        return isUrl ? "a text with '://' needs double quotes around it" : null;
    }

    /** Substitutions work outside quotes only. */
    private void quote(String content) {
        Matcher substitution = SUBSTITUTION.matcher(content);
        int done = 0;
        while (substitution.find()) {
            quotePart(content.substring(done, substitution.start()));
            mended.append(substitution.group());
            done = substitution.end();
        }
        if (done == 0 || done < content.length()) {
            mended.append('"').append(escape(content.substring(done))).append('"');
        }
    }

    private void quotePart(String part) {
        if (!part.isEmpty()) {
            mended.append('"').append(escape(part)).append('"');
        }
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private void copyTo(int end) {
        mended.append(line, at, end);
        at = end;
    }
}
