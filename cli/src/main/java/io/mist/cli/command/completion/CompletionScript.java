package io.mist.cli.command.completion;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The bash script that completes: a frame, completion.bash, with tables generated from the commands. The label of an
 * argument decides its candidates: the server is asked for those of ROUTE, RUN, ROUTE/CHANNEL and ROUTE/INPUT.
 */
final class CompletionScript {

    private static final Map<String, String> CANDIDATES = Map.of(
            "ROUTE", "_mist_names routes",
            "RUN", "_mist_names runs",
            "RUN|ROUTE", "_mist_names routes runs",
            "ROUTE/CHANNEL", "_mist_names channels",
            "ROUTE/INPUT", "_mist_names inputs",
            "ROUTE|FILE", "_mist_names routes; _mist_files",
            "earliest|latest|OFFSET", "_mist_words earliest latest",
            "FILE|DIR", "_mist_files",
            "DIR", "_mist_files",
            "FILE", "_mist_files");

    private final List<String> commands = new ArrayList<>();
    private final Map<String, String> values = new TreeMap<>();
    private final List<String> words = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();

    CompletionScript(CommandSpec root) {
        add("", root);
    }

    String text() {
        return frame().replace("@COMMANDS@", String.join("|", commands))
                .replace(
                        "@VALUES@",
                        values.entrySet().stream()
                                .map(v -> "        " + v.getKey() + ") " + v.getValue() + " ;;")
                                .collect(Collectors.joining("\n")))
                .replace("@VALUE_OPTIONS@", String.join("|", values.keySet()))
                .replace("@WORDS@", String.join("\n", words))
                .replace("@ARGUMENTS@", String.join("\n", arguments))
                .stripTrailing();
    }

    private void add(String path, CommandSpec command) {
        List<String> options = new ArrayList<>();
        for (OptionSpec option : command.options()) {
            options.addAll(List.of(option.names()));
            if (option.arity().min() > 0) {
                values.put(String.join("|", option.names()), candidates(option));
            }
        }
        words.add("        '%s') _mist_words %s ;;".formatted(path, String.join(" ", options)));
        List<String> subcommands = new ArrayList<>();
        for (Map.Entry<String, CommandLine> subcommand : command.subcommands().entrySet()) {
            CommandSpec spec = subcommand.getValue().getCommandSpec();
            if (!spec.usageMessage().hidden()) {
                String below = (path + " " + subcommand.getKey()).strip();
                commands.add("'" + below + "'");
                subcommands.add(subcommand.getKey());
                add(below, spec);
            }
        }
        addArguments(path, command, subcommands);
    }

    private void addArguments(String path, CommandSpec command, List<String> subcommands) {
        List<String> found = new ArrayList<>();
        if (!subcommands.isEmpty()) {
            found.add("_mist_words " + String.join(" ", subcommands));
        }
        for (PositionalParamSpec positional : command.positionalParameters()) {
            if (positional.index().min() == 0) {
                found.add(candidates(positional));
            }
        }
        if (!found.isEmpty()) {
            arguments.add("        '%s:0') %s ;;".formatted(path, String.join("; ", found)));
        }
    }

    private static String candidates(ArgSpec argument) {
        if (argument.completionCandidates() != null) {
            return "_mist_words "
                    + StreamSupport.stream(argument.completionCandidates().spliterator(), false)
                            .collect(Collectors.joining(" "));
        }
        return CANDIDATES.getOrDefault(argument.paramLabel(), ":");
    }

    private static String frame() {
        try (InputStream in = Objects.requireNonNull(
                CompletionScript.class.getResourceAsStream("/io/mist/cli/completion.bash"), "completion.bash")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
