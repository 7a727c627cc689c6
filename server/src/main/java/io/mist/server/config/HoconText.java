package io.mist.server.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of a HOCON file, parsed and with its substitutions resolved, that knows on which line each setting stands.
 * Immutable.
 */
public final class HoconText {

    /** The place of a setting that came from the command line and not from a line of the file. */
    static final int COMMAND_LINE = -1;

    private static final String COMMAND_LINE_ORIGIN = "command line";
    private static final int MAX_DEPTH = 64;
    private static final Fault TOO_DEEP =
            new Fault(0, "sections are nested too deeply (expected: at most " + MAX_DEPTH + " levels)");
    private static final int MAX_UNRESOLVED = 100;
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)}");

    private final String name;
    private final Optional<Path> directory;
    private final List<String> lines;
    private final List<Fault> faults = new ArrayList<>();
    private ConfigObject written = ConfigFactory.empty().root();
    private ConfigObject root = ConfigFactory.empty().root();

    private HoconText(String name, Optional<Path> directory, String text) {
        this.name = name;
        this.directory = directory;
        this.lines = text.lines().toList();
    }

    /**
     * Parses a text. Never throws: what is wrong is in {@link #faults}, and then {@link #root} may be empty.
     *
     * @param name the file's name, for messages
     * @param directory what relative paths in the file are relative to
     * @param overrides settings from the command line, by their dotted names; they win over the text
     */
    public static HoconText parse(String name, Optional<Path> directory, String text, Map<String, String> overrides) {
        var hocon = new HoconText(name, directory, text);
        var mended = LooseQuotes.mend(text);
        hocon.faults.addAll(mended.faults());
        try {
            hocon.parse(mended.text(), overrides);
        } catch (ConfigException e) {
            hocon.faults.add(hocon.explain(e));
        } catch (StackOverflowError e) {
            hocon.faults.add(TOO_DEEP);
        }
        return hocon;
    }

    private void parse(String text, Map<String, String> overrides) {
        var options = ConfigParseOptions.defaults()
                .setOriginDescription(name)
                .setIncluder(new NoIncludes(() -> faults.addAll(NoIncludes.faults(lines))));
        written = ConfigFactory.parseString(text, options).root();
        Config resolved = resolve(override(overrides).withFallback(written));
        if (isDeeperThan(MAX_DEPTH, resolved.root())) {
            faults.add(TOO_DEEP);
        } else {
            root = resolved.root();
        }
    }

    private Config override(Map<String, String> overrides) {
        Config config = ConfigFactory.empty();
        for (var override : overrides.entrySet()) {
            try {
                config = config.withValue(
                        override.getKey(), ConfigValueFactory.fromAnyRef(override.getValue(), COMMAND_LINE_ORIGIN));
            } catch (ConfigException e) {
                faults.add(new Fault(
                        COMMAND_LINE,
                        "\"" + Lines.printable(override.getKey())
                                + "\" is no name of a setting (expected: words with dots between them)"));
            }
        }
        return config;
    }

    /** Tries again after each reference that leads nowhere, so as to find them all. */
    private Config resolve(Config config) {
        Set<String> nowhere = new HashSet<>();
        while (true) {
            try {
                return config.resolve(ConfigResolveOptions.defaults().appendResolver(new Nowhere(nowhere)));
            } catch (ConfigException.UnresolvedSubstitution e) {
                Fault fault = explain(e);
                Matcher reference = REFERENCE.matcher(message(e));
                if (SyntaxMessages.isCycle(message(e))
                        || !reference.find()
                        || !nowhere.add(reference.group(1))
                        || nowhere.size() > MAX_UNRESOLVED) {
                    throw e;
                }
                faults.add(fault);
            }
        }
    }

    /** Stands in for what is missing; only used once the fault is on the list. */
    private record Nowhere(Set<String> names) implements ConfigResolver {

        @Override
        public @Nullable ConfigValue lookup(String path) {
            return names.contains(path) ? ConfigValueFactory.fromAnyRef(null) : null;
        }

        @Override
        public ConfigResolver withFallback(ConfigResolver fallback) {
            return this;
        }
    }

    private static boolean isDeeperThan(int depth, ConfigObject root) {
        record Level(int depth, ConfigValue value) {}
        Deque<Level> left = new ArrayDeque<>();
        left.push(new Level(0, root));
        while (!left.isEmpty()) {
            Level level = left.pop();
            if (level.depth() > depth) {
                return true;
            }
            Iterable<ConfigValue> inner = level.value() instanceof ConfigObject o
                    ? o.values()
                    : level.value() instanceof ConfigList l ? l : List.of();
            inner.forEach(v -> left.push(new Level(level.depth() + 1, v)));
        }
        return false;
    }

    String name() {
        return name;
    }

    Optional<Path> directory() {
        return directory;
    }

    /** Why the text is not as it should be, whatever it says; empty if it could be read. */
    public List<Fault> faults() {
        return List.copyOf(faults);
    }

    ConfigObject root() {
        return root;
    }

    /** The line where a setting is written; 0 if unknown, {@link #COMMAND_LINE} if it is on none. */
    int line(List<String> path, ConfigValue value) {
        if (COMMAND_LINE_ORIGIN.equals(value.origin().description())) {
            return COMMAND_LINE;
        }
        // As written, before substitution: what comes from the environment has no line of its own.
        int line = lineAsWritten(path);
        return line > 0 ? line : Math.max(0, value.origin().lineNumber());
    }

    private int lineAsWritten(List<String> path) {
        ConfigValue value = written;
        try {
            for (String key : path) {
                if (!(value instanceof ConfigObject object)) {
                    return 0;
                }
                value = object.get(key);
            }
        } catch (ConfigException.NotResolved e) {
            return 0;
        }
        return value == null ? 0 : value.origin().lineNumber();
    }

    private Fault explain(ConfigException e) {
        int named = e.origin() == null ? 0 : Math.max(0, e.origin().lineNumber());
        int line = SyntaxMessages.keyAlone(message(e))
                .map(key -> lastLineWith(key, named))
                .orElse(named);
        String what = SyntaxMessages.explain(message(e));
        if (line > lines.size()) {
            return new Fault(Math.max(1, lines.size()), what + ", at the end of the file");
        }
        if (line == 0) {
            return new Fault(0, what);
        }
        String text = lines.get(line - 1);
        return new Fault(
                line,
                (Lines.isSecret(text) ? SyntaxMessages.OF_A_SECRET : what) + "; the line is: " + Lines.shown(text));
    }

    private int lastLineWith(String key, int last) {
        for (int line = Math.min(last, lines.size()); line > 0; line--) {
            if (lines.get(line - 1).contains(key)) {
                return line;
            }
        }
        return last;
    }

    private static String message(ConfigException e) {
        return String.valueOf(e.getMessage());
    }
}
