package io.mist.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Jars of jobs, compiled against the distribution alone, as a user would. */
final class Jobs {

    /** The place in a source where two versions of a class differ. */
    private static final String VERSION = "@VERSION@";

    private Jobs() {}

    /** Makes or replaces a jar of classes in {@code src/test/resources/jobs}, in one step. */
    static Path jar(Path jar, String version, String... classes) {
        try {
            Path work = Files.createTempDirectory("jobs-");
            compile(work, version, classes);
            Path beside = jar.resolveSibling(jar.getFileName() + ".new");
            Files.createDirectories(jar.getParent());
            pack(work, beside);
            return Files.move(beside, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compile(Path output, String version, String... classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new AssertionError("no Java compiler (expected: the tests run on a JDK)");
        }
        List<JavaFileObject> sources = new ArrayList<>();
        for (String name : classes) {
            sources.add(new Source(name, source(name).replace(VERSION, version)));
        }
        List<String> options =
                List.of("-d", output.toString(), "-proc:none", "-nowarn", "--release", "17", "-cp", classPath());
        StringWriter messages = new StringWriter();
        if (!compiler.getTask(messages, null, null, options, null, sources).call()) {
            throw new AssertionError("the jobs do not compile:\n" + messages);
        }
    }

    /** Only the launcher knows {@code *}, the compiler does not. */
    private static String classPath() {
        return Stream.concat(
                        Stream.of(Distribution.file("worker/mist-worker.jar")),
                        Distribution.list(Distribution.file("spark/jars")).stream())
                .map(Path::toString)
                .collect(Collectors.joining(":"));
    }

    private static String source(String name) {
        try (InputStream in = Jobs.class.getResourceAsStream("/jobs/" + name + ".java")) {
            if (in == null) {
                throw new AssertionError("no jobs/" + name + ".java");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                // For a job that cannot be loaded, as a class that it needs is absent.
                if (file.getFileName().toString().startsWith("Absent")) {
                    continue;
                }
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///jobs/" + name + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
