package io.mist.server.config;

import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.protocol.Spelling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code mist.conf}. */
public final class ConfigReader {

    private static final String ROOT = "mist";

    /** The rest shows up when these are mended. */
    private static final int MAX_PROBLEMS = 100;

    private record Found(int line, Problem problem) {}

    private final HoconText text;
    private final List<Found> found = new ArrayList<>();

    private ConfigReader(HoconText text) {
        this.text = text;
    }

    /**
     * Reads all settings; what neither file nor command line sets has its default.
     *
     * @param file null for none
     * @param overrides settings from the command line by their names, such as {@code mist.http.port}; they win
     * @throws MistException of kind caller, code {@code invalid-config}, with every problem there is
     */
    public static ServerConfig read(@Nullable Path file, Map<String, String> overrides) {
        if (file == null) {
            return read("the command line", Optional.empty(), "", overrides);
        }
        FileText content = FileText.of(file);
        if (!content.isReadable()) {
            throw MistException.caller("invalid-config", content.complaint());
        }
        Path absolute = file.toAbsolutePath();
        return read(file.toString(), Optional.ofNullable(absolute.getParent()), content.text(), overrides);
    }

    /** As {@link #read(Path, Map)}, of a text that is in no file yet. */
    static ServerConfig read(String name, Optional<Path> directory, String content, Map<String, String> overrides) {
        String shortName = name.substring(name.lastIndexOf('/') + 1);
        var reader = new ConfigReader(HoconText.parse(shortName, directory, content, overrides));
        ServerConfig config = reader.read();
        if (!reader.found.isEmpty()) {
            throw reader.refusal(name);
        }
        return config;
    }

    private ServerConfig read() {
        text.faults().forEach(f -> found.add(new Found(f.line(), new Problem(place(f.line()), f.message()))));
        Section root = Section.root(text, this::wrong);
        Section mist = root.section(ROOT);
        ServerConfig config = ServerConfig.read(mist);
        rejectStrays(root, mist.known());
        return config;
    }

    /** Other keys at the top may serve substitutions; those that look like settings of Mist are mistakes. */
    private void rejectStrays(Section root, Set<String> sections) {
        for (String key : root.keys()) {
            if (!key.equals(ROOT) && sections.contains(key)) {
                root.wrong(key, "unknown key; did you mean 'mist." + key + "'?");
            } else if (!key.equals(ROOT) && Spelling.nearest(key, List.of(ROOT)).isPresent()) {
                root.wrong(key, "unknown key; did you mean 'mist'?");
            }
        }
    }

    private void wrong(List<String> path, int line, String message) {
        found.add(new Found(line, new Problem(Section.dotted(path), message + " (" + place(line) + ")")));
    }

    private String place(int line) {
        if (line == HoconText.COMMAND_LINE) {
            return "command line";
        }
        return line == 0 ? text.name() : text.name() + " line " + line;
    }

    private MistException refusal(String name) {
        List<Problem> problems = found.stream()
                .sorted(Comparator.comparingInt(Found::line))
                .limit(MAX_PROBLEMS)
                .map(Found::problem)
                .toList();
        String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
        return MistException.caller("invalid-config", count + " in the settings of " + name, problems);
    }
}
