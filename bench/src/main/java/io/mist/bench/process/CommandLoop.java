package io.mist.bench.process;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The other side of {@link Application}: does what is asked for by the lines of the standard input. */
public final class CommandLoop {

    @FunctionalInterface
    public interface Obeying {

        /** @param words of the command; the first is what to do */
        void obey(List<String> words) throws Exception;
    }

    private CommandLoop() {}

    /** Until there are no more commands; says of each when it has been done. */
    public static void serve(Obeying obeying) throws Exception {
        try (BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            String command;
            while ((command = commands.readLine()) != null) {
                obeying.obey(List.of(command.split(" ")));
                System.out.println("done " + command);
            }
        }
    }

    public static IllegalArgumentException unknown(List<String> words, String expected) {
        return new IllegalArgumentException("'" + String.join(" ", words) + "' (expected: " + expected + ")");
    }
}
