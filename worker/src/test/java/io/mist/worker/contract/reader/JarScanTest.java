package io.mist.worker.contract.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.worker.contract.Everything;
import io.mist.worker.contract.Explosive;
import io.mist.worker.contract.LogAlerts;
import io.mist.worker.contract.Lonely;
import io.mist.worker.contract.WordCount;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarScanTest {

    @TempDir
    private Path directory;

    @Test
    void onlyAnnotatedClassesAreFoundAndNoneIsInitialized() throws IOException {
        Path jar = jar(LogAlerts.class, WordCount.class, Explosive.class, LogAlerts.Alert.class, getClass());
        try (URLClassLoader loader = onlyThe(jar)) {
            JobClasses found = ContractReader.find(jar, loader);
            assertThat(found.problems()).isEmpty();
            assertThat(found.jobs())
                    .extracting(Class::getName)
                    .containsExactly(Explosive.class.getName(), LogAlerts.class.getName(), WordCount.class.getName());
        }
    }

    @Test
    void anObjectOfScalaIsFoundByItsClassAndNotByItsMirror() throws IOException {
        Path jar = jar(
                io.mist.worker.contract.golden.inscala.LogAlerts.class,
                io.mist.worker.contract.golden.inscala.LogAlerts$.class);
        try (URLClassLoader loader = onlyThe(jar)) {
            assertThat(ContractReader.find(jar, loader).jobs())
                    .extracting(Class::getName)
                    .containsExactly("io.mist.worker.contract.golden.inscala.LogAlerts$");
        }
    }

    @Test
    void aClassThatCannotBeLoadedIsAProblemAndHidesNoOtherClass() throws IOException {
        Path jar = jar(Everything.class, Lonely.class);
        try (URLClassLoader loader = onlyThe(jar)) {
            JobClasses found = ContractReader.find(jar, loader);
            assertThat(found.jobs()).extracting(Class::getName).containsExactly(Everything.class.getName());
            assertThat(found.problems()).extracting(Problem::path).containsExactly(Lonely.class.getName());
            assertThat(found.problems().get(0).message())
                    .startsWith("cannot be loaded: java.lang.NoClassDefFoundError")
                    .endsWith("is a library missing in the artifact?");
            // Its contract's classes are not in the jar.
            var error = catchThrowableOfType(
                    MistException.class, () -> ContractReader.read(found.jobs().get(0)));
            assertThat(error.code()).isEqualTo("invalid-contract");
            assertThat(error.problems()).singleElement().asString().contains("is a library missing in the artifact?");
        }
    }

    @Test
    void aFileThatIsNoJarIsRejected() throws IOException {
        Path file = Files.writeString(directory.resolve("a.jar"), "no jar");
        var error = catchThrowableOfType(
                MistException.class, () -> ContractReader.find(file, getClass().getClassLoader()));
        assertThat(error.code()).isEqualTo("unreadable-artifact");
        assertThat(error).hasMessageContaining("cannot be read as a jar");
    }

    /** Loads the jar's own classes, although the tests' class path has them too. */
    private static URLClassLoader onlyThe(Path jar) throws IOException {
        return new URLClassLoader(new URL[] {jar.toUri().toURL()}, new Hiding());
    }

    /** The tests' class loader without the package of the jobs. */
    private static final class Hiding extends ClassLoader {

        Hiding() {
            super(JarScanTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith(LogAlerts.class.getPackageName())) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }

    private Path jar(Class<?>... classes) throws IOException {
        Path jar = directory.resolve("jobs.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Class<?> type : classes) {
                String name = type.getName().replace('.', '/') + ".class";
                out.putNextEntry(new JarEntry(name));
                try (var in = type.getClassLoader().getResourceAsStream(name)) {
                    in.transferTo(out);
                }
                out.closeEntry();
            }
        }
        return jar;
    }
}
