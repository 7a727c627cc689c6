package io.mist.worker.contract.reader;

import io.mist.api.Job;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.worker.contract.classic.ClassicContract;
import io.mist.worker.contract.declaration.ScalaObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** Finds the jobs of a jar by the bytes of its class files, so that only classes that may be jobs are loaded. */
final class JarScan {

    /** The constant pool, which has the names of annotations and interfaces, is at the beginning of a class file. */
    private static final int MAX_CLASS_BYTES = 8 * 1024 * 1024;

    private static final String SUFFIX = ".class";
    private static final List<String> MARKS =
            List.of("L" + Job.class.getName().replace('.', '/') + ";", ClassicContract.JOB.replace('.', '/'));

    private final ClassLoader loader;
    private final List<Class<?>> jobs = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    private JarScan(ClassLoader loader) {
        this.loader = loader;
    }

    static JobClasses of(Path jar, ClassLoader loader) {
        JarScan scan = new JarScan(loader);
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream().filter(JarScan::isClass).toList()) {
                if (isMarked(file, entry)) {
                    scan.load(className(entry));
                }
            }
        } catch (IOException e) {
            throw MistException.job("unreadable-artifact", jar + " cannot be read as a jar: " + e.getMessage())
                    .causedBy(e);
        }
        scan.jobs.sort(Comparator.comparing(Class::getName));
        return new JobClasses(List.copyOf(scan.jobs), List.copyOf(scan.problems));
    }

    private static boolean isClass(JarEntry entry) {
        return entry.getName().endsWith(SUFFIX) && !entry.getName().startsWith("META-INF/");
    }

    private static boolean isMarked(JarFile file, JarEntry entry) throws IOException {
        try (InputStream in = file.getInputStream(entry)) {
            // Latin-1 maps every byte to one character, and the name is ASCII.
            String text = new String(in.readNBytes(MAX_CLASS_BYTES), StandardCharsets.ISO_8859_1);
            return MARKS.stream().anyMatch(text::contains);
        }
    }

    private static String className(JarEntry entry) {
        String name = entry.getName();
        return name.substring(0, name.length() - SUFFIX.length()).replace('/', '.');
    }

    private void load(String name) {
        try {
            Class<?> type = Class.forName(name, false, loader);
            // A mirror has the annotations of its object.
            boolean isJob = type.isAnnotationPresent(Job.class) && ScalaObject.mirrored(type) == null;
            if (isJob || type.equals(ClassicContract.jobClass(type))) {
                jobs.add(type);
            }
        } catch (ClassNotFoundException | LinkageError e) {
            problems.add(new Problem(name, "cannot be loaded: " + e + "; is a library missing in the artifact?"));
        }
    }
}
