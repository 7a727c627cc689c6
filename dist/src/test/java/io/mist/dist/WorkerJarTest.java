package io.mist.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The worker shares its class path with Spark and with users' jobs, so it must not contain classes that they may also have. */
class WorkerJarTest {

    @Test
    void holdsNoClassOutsideOfItsOwnPackages() throws IOException {
        assertThat(entries())
                .filteredOn(name -> name.endsWith(".class"))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("io/mist/") || name.startsWith("io/hydrosphere/mist/lib/"))
                .contains("io/hydrosphere/mist/lib/MistJob.class");
    }

    @Test
    void holdsNoJackson() throws IOException {
        assertThat(entries()).noneMatch(name -> name.contains("com/fasterxml"));
    }

    @Test
    void offersServicesOnlyUnderTheirNewNames() throws IOException {
        assertThat(entries())
                .filteredOn(name -> name.startsWith("META-INF/services/") && !name.endsWith("/"))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("META-INF/services/io.mist.") || name.contains("org.apache.spark"));
    }

    @Test
    void holdsNoSignaturesAndNoModules() throws IOException {
        assertThat(entries())
                .noneMatch(name -> name.matches(".*module-info\\.class|META-INF/.*\\.(SF|DSA|RSA)|.*\\.proto"));
    }

    @Test
    void holdsItsLicences() throws IOException {
        assertThat(entries()).contains("META-INF/LICENSE", "META-INF/NOTICE");
    }

    private static List<String> entries() throws IOException {
        try (JarFile jar =
                new JarFile(Distribution.HOME.resolve("worker/mist-worker.jar").toFile())) {
            return jar.stream().map(JarEntry::getName).collect(Collectors.toList());
        }
    }
}
