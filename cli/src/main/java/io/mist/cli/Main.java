package io.mist.cli;

import io.mist.cli.screen.Shell;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The program {@code mist}, except for what its launcher script does before a JVM starts. */
public final class Main {

    private Main() {}

    @SuppressWarnings("SystemConsoleNull") // isTerminal asks again where it is not null
    public static void main(String[] args) {
        Console console = System.console();
        Charset charset = console == null ? StandardCharsets.UTF_8 : console.charset();
        System.exit(run(
                args,
                new Shell(
                        System.in,
                        writer(FileDescriptor.out, charset),
                        writer(FileDescriptor.err, charset),
                        System.getenv(),
                        isTerminal(console),
                        Clock.systemUTC())));
    }

    /** Runs one command without a terminal or an input; returns the exit code. */
    public static int run(String[] args, PrintWriter out, PrintWriter err, Map<String, String> env) {
        return run(args, new Shell(InputStream.nullInputStream(), out, err, env, false, Clock.systemUTC()));
    }

    /** Runs one command; returns the exit code, see {@link io.mist.cli.exit.Exit}. */
    public static int run(String[] args, Shell shell) {
        int exit = CommandTree.of(shell, args).execute(args);
        shell.out().flush();
        shell.err().flush();
        return exit;
    }

    /** Since JDK 22 a console may have no terminal; Console.isTerminal, which 17 lacks, tells them apart. */
    private static boolean isTerminal(@Nullable Console console) {
        if (console == null || Runtime.version().feature() < 22) {
            return console != null;
        }
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("java.io.Console has no isTerminal, which JDK 22 brought", e);
        }
    }

    private static PrintWriter writer(FileDescriptor to, Charset charset) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(to), charset), false);
    }
}
