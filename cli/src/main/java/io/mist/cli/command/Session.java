package io.mist.cli.command;

import io.mist.cli.exit.Failure;
import io.mist.cli.screen.Ago;
import io.mist.cli.screen.Screen;
import io.mist.cli.screen.Shell;
import io.mist.cli.wire.LiveValues;
import io.mist.cli.wire.Routes;
import io.mist.cli.wire.Runs;
import io.mist.cli.wire.Server;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one command works with. Nothing is created before it is needed, which keeps the start of the program short. */
public final class Session {

    private static final String DEFAULT_SERVER = "http://localhost:2004";

    private final Shell shell;
    private final Globals globals;
    private @Nullable Server server;

    public Session(Shell shell, Globals globals) {
        this.shell = shell;
        this.globals = globals;
    }

    public Shell shell() {
        return shell;
    }

    public Screen screen() {
        return new Screen(shell, !globals.noColour && shell.allowsColour(), globals.format == Globals.Format.json);
    }

    public Server server() {
        if (server == null) {
            server = server(Server.CONNECT, Server.PATIENCE);
        }
        return server;
    }

    public Server server(Duration connect, Duration patience) {
        return new Server(address(), user(), connect, patience);
    }

    public Runs runs() {
        return new Runs(server());
    }

    public Routes routes() {
        return new Routes(server());
    }

    /** The live values of what the user typed, a route or a run. */
    public LiveValues live(String runOrRoute) {
        return LiveValues.of(server(), runOrRoute, screen()::notice);
    }

    public String ago(String time) {
        return Ago.text(time, shell.clock());
    }

    private URI address() {
        if (globals.server != null) {
            return address("--server", globals.server);
        }
        String fromEnv = shell.env().getOrDefault("MIST_SERVER", "");
        return address("MIST_SERVER", fromEnv.isBlank() ? DEFAULT_SERVER : fromEnv);
    }

    private static URI address(String source, String text) {
        String whole = text.contains("://") ? text : "http://" + text;
        try {
            URI address = new URI(whole.replaceAll("/+$", ""));
            boolean isHttp = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            if (isHttp && address.getHost() != null && address.getQuery() == null && address.getFragment() == null) {
                return address;
            }
        } catch (URISyntaxException e) {
            throw notAnAddress(source, text).causedBy(e);
        }
        throw notAnAddress(source, text);
    }

    private static Failure notAnAddress(String source, String text) {
        return Failure.usage(source + ": '" + text + "' (expected: a URL such as " + DEFAULT_SERVER + ")");
    }

    /** The value of a header, which takes no other characters. */
    private @Nullable String user() {
        String user = shell.env().getOrDefault("MIST_USER", shell.env().getOrDefault("USER", ""));
        return user.matches("[\\x21-\\x7e]{1,100}") ? user : null;
    }
}
