package io.mist.cli.screen;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.cli.exit.Failure;
import io.mist.cli.json.Json;
import java.util.function.Supplier;

/** What a command writes: data to standard output, everything else to standard error. Confined to one thread. */
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
     * Writes a line and flushes it.
     *
     * @return false if the reader has gone, as after {@code | head}
     */
    public boolean line(String text) {
        shell.out().println(text);
        return !shell.out().checkError();
    }

    /** An answer of the server: its JSON if the user wants that, else a table made from it. */
    public void show(JsonNode answer, Supplier<Table> table) {
        if (json) {
            json(answer);
        } else {
            table(table.get());
        }
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

    /** A line about the command's progress that a script may want to log too. */
    public void notice(String text) {
        shell.err().println("mist: " + text);
        shell.err().flush();
    }

    /** A line for a person at a terminal; nothing is written elsewhere. */
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
            failure.document()
                    .path("problems")
                    .forEach(problem -> shell.err()
                            .println("  "
                                    + Cell.of(Failure.Problem.of(problem).text())
                                            .text()));
            // A conflict comes with the current values.
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
}
