package io.mist.cli.command.route;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.cli.command.Command;
import io.mist.cli.command.LauncherCommand;
import io.mist.cli.command.Session;
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
            "Create the folder of a new project: a job, its test, its route, and how to build it.",
            "'mist apply -f NAME' deploys it, once it is built."
        })
public final class Init extends Command {

    @Option(
            names = {"-l", "--lang"},
            paramLabel = "java|scala|python",
            required = true,
            description = "The language of the job.")
    Language language = Language.java;

    @Option(
            names = {"-d", "--directory"},
            paramLabel = "DIR",
            description = "Where to create the folder; default: here.")
    Path directory = Path.of("");

    @Parameters(
            paramLabel = "NAME",
            description = "The name of the folder, the job and the route: lower-case letters, digits, hyphens.")
    String name = "";

    public Init(Session session) {
        super(session);
    }

    @Override
    protected void run() {
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

    /** The next steps, as lines for a shell. */
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
            throw LauncherCommand.needsScript("init");
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
