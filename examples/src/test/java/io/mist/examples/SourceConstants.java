package io.mist.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Constants and settings as the sources of all modules declare them, found as text: no module has all of them as classes. */
final class SourceConstants {

    private static final Pattern SOURCE = Pattern.compile(".*/src/main/.*\\.java|.*/python/mist/.*\\.py");

    private final List<Source> sources;

    private SourceConstants(List<Source> sources) {
        this.sources = sources;
    }

    private record Source(String folder, String name, String text) {

        static Source read(Path file) {
            try {
                String name = file.getFileName().toString().replaceFirst("\\.\\w+$", "");
                return new Source(file.getParent().getFileName().toString(), name, Files.readString(file));
            } catch (IOException e) {
                throw new AssertionError(file + " cannot be read", e);
            }
        }

        /** @param type {@code Type} or {@code package.Type} */
        boolean isOf(String type) {
            return type.equals(name) || type.equals(folder + "." + name);
        }

        /** The declared type, empty in Python, and the expression. */
        Optional<String[]> constant(String constant) {
            Matcher java = Pattern.compile("\\b(int|long|Duration) " + constant + "\\s*=\\s*([^;]+);")
                    .matcher(text);
            if (java.find()) {
                return Optional.of(new String[] {java.group(1), java.group(2)});
            }
            Matcher python =
                    Pattern.compile("(?m)^" + constant + " = ([^#\n]+)").matcher(text);
            return python.find() ? Optional.of(new String[] {"", python.group(1).strip()}) : Optional.empty();
        }
    }

    static SourceConstants of(Path root) throws IOException {
        return new SourceConstants(SourceTree.files(root).stream()
                .filter(file -> SOURCE.matcher(file.toString()).matches())
                .map(Source::read)
                .toList());
    }

    boolean hasType(String type) {
        return sources.stream().anyMatch(source -> source.isOf(type));
    }

    boolean contains(String text) {
        return sources.stream().anyMatch(source -> source.text().contains(text));
    }

    /** The values of a constant; several if several classes of that name have it. */
    List<Quantity> constant(String type, String constant) {
        List<Quantity> values = new ArrayList<>();
        for (Source source : sources) {
            if (source.isOf(type)) {
                source.constant(constant).ifPresent(c -> values.add(quantity(source, constant, c[0], c[1])));
            }
        }
        return values;
    }

    private Quantity quantity(Source source, String constant, String type, String expression) {
        Quantity value = evaluate(source, expression)
                .orElseThrow(() -> new AssertionError(
                        source.name() + "." + constant + ": '" + expression + "' (expected: a simple expression)"));
        if (type.equals("Duration")) {
            return value;
        }
        for (Quantity.Unit unit : Quantity.Unit.values()) {
            if (constant.endsWith("_" + unit.name())) {
                return Quantity.time(unit, value.amount());
            }
        }
        return value;
    }

    /** What stands beside a setting where the code reads it, mostly its default; empty unless it is a simple expression. */
    List<Optional<Quantity>> defaults(String section, String key) {
        List<Optional<Quantity>> all = new ArrayList<>();
        Pattern read = Pattern.compile("\\b" + section + "\\s*\\.\\w+\\(\\s*\"" + key + "\",\\s*");
        for (Source source : sources) {
            Matcher reads = read.matcher(source.text());
            while (reads.find()) {
                all.add(evaluate(source, argument(source.text(), reads.end())));
            }
        }
        return all;
    }

    /** The argument that begins here: up to the comma or parenthesis that ends it. */
    private static String argument(String text, int start) {
        int depth = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (depth == 0 && (c == ',' || c == ')')) {
                return text.substring(start, i);
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        }
        return text.substring(start);
    }

    private static final Pattern CALL =
            Pattern.compile("(?:Duration\\.of|Optional\\.of)(\\w*)\\((.+)\\)", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("(\\d[\\d_]*)L?");
    private static final Pattern NAME = Pattern.compile("(?:(\\w+)\\.)?([A-Z][A-Z0-9_]*)");

    /** Numbers, durations, other constants, and {@code <<}, {@code +}, {@code *} between them. */
    private Optional<Quantity> evaluate(Source source, String expression) {
        String text = expression.strip();
        Matcher call = CALL.matcher(text);
        if (call.matches()) {
            String unit = call.group(1);
            Optional<Quantity> value = evaluate(source, call.group(2));
            return unit.isEmpty() ? value : value.map(v -> Quantity.time(Quantity.Unit.of(unit), v.amount()));
        }
        for (String operator : List.of("<<", "+", "*")) {
            int at = text.indexOf(operator);
            if (at > 0) {
                Optional<Quantity> left = evaluate(source, text.substring(0, at));
                Optional<Quantity> right = evaluate(source, text.substring(at + operator.length()));
                return left.flatMap(l -> right.map(r -> Quantity.number(apply(operator, l.amount(), r.amount()))));
            }
        }
        Matcher number = NUMBER.matcher(text);
        if (number.matches()) {
            return Optional.of(Quantity.number(Long.parseLong(number.group(1).replace("_", ""))));
        }
        Matcher name = NAME.matcher(text);
        if (!name.matches()) {
            return Optional.empty();
        }
        String type = name.group(1) == null ? source.name() : name.group(1);
        return constant(type, name.group(2)).stream().findFirst();
    }

    private static long apply(String operator, long left, long right) {
        return switch (operator) {
            case "<<" -> left << right;
            case "+" -> left + right;
            default -> left * right;
        };
    }
}
