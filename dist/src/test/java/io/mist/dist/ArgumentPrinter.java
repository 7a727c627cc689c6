package io.mist.dist;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;

/** A Spark application that prints its arguments. */
public final class ArgumentPrinter {

    private ArgumentPrinter() {}

    public static void main(String[] args) {
        System.out.println("pid " + ProcessHandle.current().pid() + " "
                + Arrays.stream(args).map(arg -> "<" + arg + ">").collect(Collectors.joining()));
    }

    /** Packs this class into a jar. */
    static Path jar(Path file) throws IOException {
        String entry = ArgumentPrinter.class.getName().replace('.', '/') + ".class";
        try (InputStream in = ArgumentPrinter.class.getClassLoader().getResourceAsStream(entry);
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(file))) {
            out.putNextEntry(new JarEntry(entry));
            in.transferTo(out);
            out.closeEntry();
        }
        return file;
    }
}
