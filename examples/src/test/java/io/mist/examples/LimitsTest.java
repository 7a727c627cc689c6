package io.mist.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The limits in docs/limits.md are those of the code and of docs/configuration.md. */
class LimitsTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path LIMITS = ROOT.resolve("docs/limits.md");
    private static final Path SETTINGS = ROOT.resolve("docs/configuration.md");
    private static final Pattern HOLDER = Pattern.compile("`([^`]+)`");
    private static final Pattern CONSTANT = Pattern.compile("((?:\\w+\\.)?\\w+)\\.(_*[A-Z][A-Z0-9_]+)");

    /** One limit of a row, with its holder. */
    private record Limit(int line, String value, String holder) {

        String at() {
            return "docs/limits.md:" + line + ": `" + holder + "`";
        }
    }

    @Test
    void everyLimitHasTheValueThatItsHolderHas() throws IOException {
        SourceConstants sources = SourceConstants.of(ROOT);
        List<Limit> limits = limits();
        List<String> problems = new ArrayList<>();
        for (Limit limit : limits) {
            problem(limit, sources).ifPresent(problem -> problems.add(limit.at() + ": " + problem));
        }

        assertThat(problems).isEmpty();
        assertThat(limits).hasSizeGreaterThan(80);
    }

    private static Optional<String> problem(Limit limit, SourceConstants sources) throws IOException {
        Optional<Quantity> quantity = Quantity.parse(limit.value());
        if (quantity.isEmpty()) {
            return Optional.of("'" + limit.value() + "' (expected: a number, a size or a time, then words)");
        }
        Quantity expected = quantity.get();
        String holder = limit.holder();
        Matcher constant = CONSTANT.matcher(holder);
        if (constant.matches()) {
            List<Quantity> values = sources.constant(constant.group(1), constant.group(2));
            return values.isEmpty()
                    ? Optional.of("no class has such a constant")
                    : values.stream()
                            .filter(value -> !value.equals(expected))
                            .findFirst()
                            .map(value -> "is " + value.text() + " in the code (here: " + expected.text() + ")");
        }
        if (holder.startsWith("spark.")) {
            return sources.contains(holder.substring(holder.lastIndexOf('.') + 1))
                    ? Optional.empty()
                    : Optional.of("the code does not use this setting of Spark");
        }
        if (holder.startsWith("mist.") || holder.contains(":")) {
            return settingProblem(holder, expected, sources);
        }
        return sources.hasType(holder) ? Optional.empty() : Optional.of("there is no such class");
    }

    private static Optional<String> settingProblem(String setting, Quantity expected, SourceConstants sources)
            throws IOException {
        String[] names = setting.split("[.:]");
        String key = names[names.length - 1];
        Optional<Quantity> documented = documentedDefault(setting.substring(setting.indexOf(':') + 1));
        if (!documented.equals(Optional.of(expected))) {
            return Optional.of("is " + documented.map(Quantity::text) + " in docs/configuration.md (here: "
                    + expected.text() + ")");
        }
        List<Optional<Quantity>> defaults = sources.defaults(names[names.length - 2], key);
        if (defaults.isEmpty()) {
            return Optional.of("no code reads this setting");
        }
        // Where the code has only a variable, the default is checked by the documentation alone.
        List<Quantity> known = defaults.stream().flatMap(Optional::stream).toList();
        return known.isEmpty() || known.contains(expected)
                ? Optional.empty()
                : Optional.of("is " + known.stream().map(Quantity::text).toList() + " in the code (here: "
                        + expected.text() + ")");
    }

    private static Optional<Quantity> documentedDefault(String key) throws IOException {
        return Files.readAllLines(SETTINGS).stream()
                .filter(line -> line.startsWith("| `" + key + "` |"))
                .findFirst()
                .flatMap(line -> Quantity.parse(line.split("\\|")[3].strip().replace("`", "")));
    }

    private static List<Limit> limits() throws IOException {
        List<Limit> limits = new ArrayList<>();
        List<String> lines = Files.readAllLines(LIMITS);
        for (int i = 0; i < lines.size(); i++) {
            String[] cells = lines.get(i).split("\\|");
            if (cells.length == 5
                    && !cells[1].startsWith("---")
                    && !cells[3].strip().equals("held by")) {
                limits.addAll(limits(i + 1, cells[2].split(";"), HOLDER.matcher(cells[3])));
            }
        }
        return limits;
    }

    private static List<Limit> limits(int line, String[] values, Matcher holders) {
        List<String> names = holders.results().map(result -> result.group(1)).toList();
        assertThat(names)
                .as("docs/limits.md:%d: as many holders as limits", line)
                .hasSameSizeAs(values);
        List<Limit> limits = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            limits.add(new Limit(line, values[i].strip(), names.get(i)));
        }
        return limits;
    }
}
