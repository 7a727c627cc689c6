package io.mist.cli.project;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The languages of jobs; the names are the values of the option. */
public enum Language {
    java("Java", "lib/maven", ".mist/maven", List.of("mvn package")) {
        @Override
        Map<String, String> files(ProjectName name) {
            return built(name, "java");
        }
    },
    scala("Scala", "lib/maven", ".mist/maven", List.of("mvn package")) {
        @Override
        Map<String, String> files(ProjectName name) {
            return built(name, "scala");
        }
    },
    python(
            "Python",
            "python/mist",
            ".mist/python/mist",
            List.of(
                    "python3 -m venv .venv",
                    ".venv/bin/pip install pyspark==@SPARK_VERSION@ pytest",
                    ".venv/bin/pytest")) {
        @Override
        Map<String, String> files(ProjectName name) {
            Map<String, String> files = common();
            files.put("pyproject.toml", "pyproject.toml");
            files.put("job.py", "job.py");
            files.put("conftest.py", "conftest.py");
            files.put("tests/test_job.py", "test_job.py");
            return files;
        }
    };

    private final String title;
    private final String library;
    private final String libraryCopy;
    private final List<String> build;

    Language(String title, String library, String libraryCopy, List<String> build) {
        this.title = title;
        this.library = library;
        this.libraryCopy = libraryCopy;
        this.build = build;
    }

    public String title() {
        return title;
    }

    /** How a project is built and tested: lines for a shell in its folder, with placeholders. */
    List<String> build() {
        return build;
    }

    /** The library that jobs are compiled or run against, in a distribution. */
    Path library(Path distribution) {
        return distribution.resolve(library);
    }

    /** Where a project keeps its copy of the library, as no registry has it. */
    Path libraryCopy(Path project) {
        return project.resolve(libraryCopy);
    }

    /** The templates of a project's files, by target path. */
    abstract Map<String, String> files(ProjectName name);

    private static Map<String, String> built(ProjectName name, String language) {
        Map<String, String> files = common();
        files.put(".mvn/maven.config", "maven.config");
        files.put("pom.xml", "pom.xml");
        files.put("src/main/%1$s/jobs/%2$s.%1$s".formatted(language, name.className()), "Job." + language);
        files.put("src/test/%1$s/jobs/%2$sTest.%1$s".formatted(language, name.className()), "JobTest." + language);
        return files;
    }

    private static Map<String, String> common() {
        Map<String, String> files = new LinkedHashMap<>();
        List.of("README.md", "router.conf").forEach(file -> files.put(file, file));
        files.put(".gitignore", "gitignore");
        return files;
    }
}
