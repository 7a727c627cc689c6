package io.mist.cli.screen;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.cli.exit.Failure;
import io.mist.cli.json.Json;

/** Where a command writes: data to standard output, all else to standard error. For one thread. */
public final class Screen {

    private final Shell shell;
    private final boolean colour;
    private final boolean json;

    public Screen(Shell shell, boolean colour, boolean json) {
        this.shell = shell;
        this.colour = colour;
        this.json = json;
    }

    /** Whether the user wants JSON rather than tables. */
    public boolean isJson() {
        return json;
    }

    /**
     * Writes a line and makes sure that it is out.
     *
     * @return false if nobody reads any more, as after {@code | head}
     */
    public boolean line(String text) {
        shell.out().println(text);
        return !shell.out().checkError();
    }

    public void json(JsonNode node) {
        shell.out().println(Json.pretty(node));
    }

    public void table(Table table) {
        table.lines(colour).forEach(shell.out()::println);
    }

    public void heading(String text) {
        shell.out().println();
        shell.out().println(colour ? Style.BOLD.on(text) : text);
    }

    /** A line about the command's own course that a script may want to log too. */
    public void notice(String text) {
        shell.err().println("mist: " + text);
        shell.err().flush();
    }

    /** A line for a person who waits; nothing if there is none. */
    public void progress(String text) {
        if (shell.isTerminal()) {
            notice(text);
        }
    }

    public void failure(Failure failure) {
        if (json) {
            shell.err().println(Json.pretty(failure.document()));
        } else {
            String detail = Cell.of(failure.detail()).text();
            shell.err().println("mist: " + (colour ? Style.BAD.on(detail) : detail));
            failure.document().path("problems").forEach(problem -> shell.err().println("  " + problem(problem)));
            // A conflict says what the values are now.
            failure.document()
                    .path("live")
                    .path("values")
                    .properties()
                    .forEach(v -> shell.err()
                            .println("  " + v.getKey() + " is "
                                    + Cell.of(Json.compact(v.getValue())).text()));
        }
        shell.err().flush();
    }

    private static String problem(JsonNode problem) {
        String path = problem.path("path").asText();
        String message = problem.path("message").asText();
        return Cell.of(path.isEmpty() ? message : path + ": " + message).text();
    }
}
