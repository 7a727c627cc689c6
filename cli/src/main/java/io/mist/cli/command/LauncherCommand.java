package io.mist.cli.command;

import io.mist.cli.exit.Exit;
import io.mist.cli.exit.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Unmatched;

/** A command that the launcher script handles. It is here for the help, and to say that the script is needed. */
@CommandLine.Command
public final class LauncherCommand implements Callable<Integer> {

    private final String name;

    @Unmatched
    List<String> arguments = new ArrayList<>();

    public LauncherCommand(String name) {
        this.name = name;
    }

    @Override
    public Integer call() {
        throw needsScript(name);
    }

    public static Failure needsScript(String command) {
        return Failure.of(
                Exit.USAGE,
                "needs-launcher",
                "'mist " + command + "' needs the launcher script: call bin/mist of a Mist distribution");
    }
}
