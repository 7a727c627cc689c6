package io.mist.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.cli.exit.Failure;
import io.mist.cli.json.Json;
import io.mist.cli.project.Language;
import io.mist.cli.project.NewProject;
import io.mist.cli.project.ProjectName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "init",
        description = {
            "Make the folder of a new project: a job, its test, its route, and how to build it.",
            "'mist apply -f NAME' deploys it, once it is built."
        })
final class Init extends Command {

    @Option(
            names = {"-l", "--lang"},
            paramLabel = "java|scala|python",
            required = true,
            description = "What the job is written in.")
    Language language = Language.java;

    @Option(
            names = {"-d", "--directory"},
            paramLabel = "DIR",
            description = "Where the folder is made, if not here.")
    Path directory = Path.of("");

    @Parameters(
            paramLabel = "NAME",
            description = "The folder's name, and the job's and the route's: lower-case letters, digits, hyphens.")
    String name = "";

    Init(Session session) {
        super(session);
    }

    @Override
    void run() {
        Path project = directory.resolve(name);
        NewProject made = new NewProject(language, checkedName(), distribution());
        List<String> files = made.makeIn(directory);
        if (session.screen().isJson()) {
            show(project, files);
            return;
        }
        session.screen().line(project + ": a job in " + language.title() + ", its test and its route");
        files.forEach(file -> session.screen().line("  " + file));
        session.screen().line("");
        next(project, made.build()).forEach(session.screen()::line);
    }

    /** What to do with it, as lines for a shell. */
    private static List<String> next(Path project, List<String> build) {
        List<String> lines = new ArrayList<>(List.of("cd " + quoted(project)));
        lines.addAll(build);
        lines.add("mist apply -f .");
        return lines;
    }

    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[\\w./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private ProjectName checkedName() {
        try {
            return new ProjectName(name);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("NAME: " + e.getMessage()).causedBy(e);
        }
    }

    private static Path distribution() {
        String home = System.getProperty("mist.home");
        if (home == null) {
            throw Launched.needsScript("init");
        }
        return Path.of(home);
    }

    private void show(Path project, List<String> files) {
        ObjectNode made = Json.object();
        made.put("project", project.toAbsolutePath().normalize().toString());
        made.put("language", language.name());
        files.forEach(made.putArray("files")::add);
        session.screen().json(made);
    }
}
