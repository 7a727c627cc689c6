package io.mist.cli.command.completion;

import io.mist.cli.command.Command;
import io.mist.cli.command.Session;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@CommandLine.Command(
        name = "completion",
        description = {
            "Print a script that completes commands, routes, runs and channels:",
            "  source <(mist completion bash)",
            "  source <(mist completion zsh)"
        })
public final class Completion extends Command {

    enum Dialect {
        bash,
        zsh
    }

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(paramLabel = "bash|zsh", description = "The shell.")
    Dialect dialect = Dialect.bash;

    public Completion(Session session) {
        super(session);
    }

    @Override
    protected void run() {
        CommandSpec root = Objects.requireNonNull(spec).root();
        if (dialect == Dialect.zsh) {
            session.screen().line("autoload -U +X compinit && compinit");
            session.screen().line("autoload -U +X bashcompinit && bashcompinit");
        }
        session.screen().line(new CompletionScript(root).text());
    }
}
