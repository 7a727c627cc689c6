package io.mist.cli.command.run;

import io.mist.cli.screen.Screen;
import io.mist.cli.wire.Resource;
import io.mist.cli.wire.Runs;
import io.mist.cli.wire.Server;
import io.mist.cli.wire.Subscription;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Prints the log of a run. */
final class LogReader {

    private final Server server;
    private final Screen screen;

    LogReader(Server server, Screen screen) {
        this.server = server;
        this.screen = screen;
    }

    /** Prints the lines so far, or the last of them. */
    void print(String run, @Nullable Integer tail) {
        Resource log = Runs.resource(run).below("logs").with("tail", tail);
        try (var lines = new BufferedReader(new InputStreamReader(server.text(log), StandardCharsets.UTF_8))) {
            boolean isRead = true;
            for (String line = lines.readLine(); line != null && isRead; line = lines.readLine()) {
                isRead = screen.line(line);
            }
        } catch (IOException e) {
            throw server.broken(e);
        }
    }

    /**
     * Prints the lines so far, or the last of them, and then each new one until the run has ended.
     *
     * @return false if the reader of the output has gone
     */
    boolean follow(String run, @Nullable Integer tail) {
        boolean[] isRead = {true};
        Resource log = Runs.resource(run).below("logs").with("follow", true).with("tail", tail);
        new Subscription(server, log, screen::notice).read(event -> {
            if (event.type().equals("end")) {
                return false;
            }
            isRead[0] = screen.line(event.data());
            return isRead[0];
        });
        return isRead[0];
    }
}
