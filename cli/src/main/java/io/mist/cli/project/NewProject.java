package io.mist.cli.project;

import io.mist.cli.exit.Exit;
import io.mist.cli.exit.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Creates the folder of a project, whole or not at all. */
public final class NewProject {

    private final Language language;
    private final ProjectName name;
    private final Template template;
    private final Path library;
    private final List<String> written = new ArrayList<>();

    /** @param distribution the Mist that the project's jobs are for */
    public NewProject(Language language, ProjectName name, Path distribution) {
        this.language = language;
        this.name = name;
        this.template = new Template(language, name);
        this.library = language.library(distribution);
    }

    /**
     * Creates the folder and returns its files, relative to the project.
     *
     * @param parent where the project's folder is created
     * @throws Failure if there is such a folder, or it cannot be written
     */
    public List<String> makeIn(Path parent) {
        Path project = parent.resolve(name.text());
        if (Files.exists(project, LinkOption.NOFOLLOW_LINKS)) {
            throw exists(project);
        }
        if (!Files.isDirectory(library)) {
            throw Failure.of(
                    Exit.RESOURCES,
                    "incomplete-distribution",
                    library + ": no such directory (expected: what jobs in " + language.title()
                            + " are built with; unpack the distribution again)");
        }
        // Beside the final place, so that the move is one step.
        Path unfinished = parent.resolve(
                "." + name.text() + ".unfinished-" + ProcessHandle.current().pid());
        try {
            Files.createDirectory(unfinished);
            try {
                write(unfinished);
                Files.move(unfinished, project);
            } finally {
                delete(unfinished);
            }
        } catch (FileAlreadyExistsException e) {
            throw exists(project).causedBy(e);
        } catch (IOException | UncheckedIOException e) {
            throw Failure.of(Exit.RESOURCES, "not-writable", project + ": cannot be created: " + e)
                    .causedBy(e);
        }
        return written;
    }

    /** How the project is built and tested: lines for a shell in its folder. */
    public List<String> build() {
        return language.build().stream().map(template::filled).toList();
    }

    private static Failure exists(Path project) {
        return Failure.of(
                Exit.CALLER,
                "project-exists",
                project + ": exists (expected: the name of a new folder; choose another name or remove it)");
    }

    private void write(Path project) throws IOException {
        for (Map.Entry<String, String> file : language.files(name).entrySet()) {
            Path target = project.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.writeString(target, template.file(file.getValue()));
            written.add(file.getKey());
        }
        copyLibrary(language.libraryCopy(project));
    }

    private void copyLibrary(Path copy) throws IOException {
        try (Stream<Path> all = Files.walk(library)) {
            for (Path file : (Iterable<Path>) all.filter(NewProject::isOfLibrary)::iterator) {
                Path target = copy.resolve(library.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    private static boolean isOfLibrary(Path file) {
        return Files.isRegularFile(file) && !file.toString().endsWith(".pyc");
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
