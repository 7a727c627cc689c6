package io.mist.cli.command;

import io.mist.cli.exit.Exit;
import java.util.concurrent.Callable;

/** A command of the tree that does something. It ends with success, or with a {@link io.mist.cli.exit.Failure}. */
public abstract class Command implements Callable<Integer> {

    protected final Session session;

    protected Command(Session session) {
        this.session = session;
    }

    protected abstract void run();

    @Override
    public final Integer call() {
        run();
        return Exit.OK.code();
    }
}
