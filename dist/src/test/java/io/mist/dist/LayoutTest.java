package io.mist.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {

    /** A jar's name without the version, and its classifier. */
    private static final Pattern JAR = Pattern.compile("(.+?)-\\d[\\w.]*?((?:-[a-z][\\w-]*)?)\\.jar");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "worker/mist-worker.jar",
                "examples/mist-examples.jar",
                "examples/mist-examples-classic.jar",
                "examples/mist-examples-scala.jar",
                "examples/logs/sample.log",
                "conf/mist.conf",
                "conf/router.conf",
                "conf/log4j2-server.properties",
                "conf/log4j2-worker.properties",
                "LICENSE",
                "NOTICE"
            })
    void holdsEverythingThatTheScriptsNeed(String file) {
        assertThat(Distribution.HOME.resolve(file)).isRegularFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mist-api", "mist-testing", "mist-classic_2.13"})
    void aMavenProjectFindsTheLibrariesForJobs(String library) {
        Path versions = Distribution.HOME.resolve("lib/maven/io/mist").resolve(library);

        assertThat(Distribution.names(versions)).hasSize(1);
        String version = Distribution.names(versions).get(0);
        assertThat(Distribution.names(versions.resolve(version)))
                .containsExactly(library + "-" + version + ".jar", library + "-" + version + ".pom");
        assertThat(versions.resolve(version).resolve(library + "-" + version + ".pom"))
                .content()
                .contains("<artifactId>" + library + "</artifactId>", "<version>" + version + "</version>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bin/mist", "spark/bin/spark-submit", "spark/bin/spark-class"})
    void itsScriptsAreExecutable(String script) {
        assertThat(Distribution.HOME.resolve(script)).isExecutable();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lib/server", "lib/cli", "spark/jars"})
    void noLibraryHasTwoVersions(String directory) {
        List<String> names = Distribution.jars(directory).stream()
                .map(JAR::matcher)
                .filter(Matcher::matches)
                .map(jar -> jar.group(1) + jar.group(2))
                .toList();

        assertThat(names).doesNotHaveDuplicates();
    }

    @Test
    void largeJarsOfServerAndSparkAreShared() {
        var shared = new TreeSet<>(Distribution.jars("lib/server"));
        shared.retainAll(Distribution.jars("spark/jars"));

        assertThat(shared)
                .allSatisfy(jar -> assertThat(size("lib/server/" + jar)).isLessThan(1 << 20));
        assertThat(Distribution.jars("spark/jars"))
                .anyMatch(jar -> jar.startsWith("rocksdbjni-"))
                .anyMatch(jar -> jar.startsWith("hadoop-client-api-"));
    }

    @Test
    void theServerHasNoSpark() {
        assertThat(Distribution.jars("lib/server"))
                .noneMatch(jar -> jar.startsWith("spark-") || jar.startsWith("scala-"));
    }

    @Test
    void sparkHasNoJarOfMist() {
        assertThat(Distribution.jars("spark/jars")).noneMatch(jar -> jar.startsWith("mist-"));
    }

    private static long size(String file) {
        Path path = Distribution.HOME.resolve(file);
        try {
            return Files.size(path);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
