package io.mist.server.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.server.gate.message.ReadRequest;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for, well formed: the vocabulary that all doors share. A door answers operations with its own {@link
 * Cases}, so that a new operation does not compile until each door has an answer to it.
 */
public sealed interface Operation {

    <R> R accept(Cases<R> cases);

    /**
     * A run, or a route's one active run; with both, a run that must be one of the route.
     */
    record Target(@Nullable String route, @Nullable String run) {}

    /**
     * Starts a run.
     *
     * @param key the same key on the same route returns the same run; null for none
     * @param await how long to wait for the end of the run, at most; null for none
     */
    record Start(
            String route,
            ObjectNode parameters,
            @Nullable String key,
            @Nullable Duration await) implements Operation {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.start(this);
        }
    }

    /** Reads a run, after a wait if there is one. */
    record ReadRun(Target target, @Nullable RunWait await) implements Operation {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.readRun(this);
        }
    }

    /** A wait until a run is running, or has ended. */
    record RunWait(Desk.Until until, Duration atMost) {}

    /**
     * Cancels a run.
     *
     * @param await how long to wait for the end of the run, at most; null for none
     */
    record Cancel(Target target, @Nullable Duration await) implements Operation {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.cancel(this);
        }
    }

    /**
     * Reads live values.
     *
     * @param version that is waited for; null for the current one
     * @param awaitApplied how long at most; null for no wait
     */
    record ReadLive(
            Target target, @Nullable Long version, @Nullable Duration awaitApplied) implements Operation {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.readLive(this);
        }
    }

    /**
     * Changes live values, or takes those of an earlier version.
     *
     * @param ifVersion reject unless this is the current version; null for any
     * @param awaitApplied how long to wait for the application, at most; null for no wait
     * @param key the same key on the same run returns the version that it made; null for none
     */
    record ChangeLive(
            Target target,
            LiveRequest.Change change,
            @Nullable Long ifVersion,
            @Nullable Duration awaitApplied,
            @Nullable String key)
            implements Operation {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.changeLive(this);
        }
    }

    /**
     * Reads the versions of live values, newest first.
     *
     * @param before the {@code next} of the page before; null for the newest
     */
    record History(Target target, int limit, @Nullable Long before) implements Operation {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.history(this);
        }
    }

    /**
     * Reads what differs between two versions of live values.
     *
     * @param to null for the current one
     */
    record Difference(Target target, long from, @Nullable Long to) implements Operation {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.difference(this);
        }
    }

    /**
     * Appends messages to an input.
     *
     * @param messages JSON texts in UTF-8, unchecked
     * @param key the same messages under the same key are appended once; null for none
     */
    record Push(
            String route,
            String input,
            List<byte[]> messages,
            @Nullable String key) implements Operation {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.push(this);
        }
    }

    /** Reads a page of a channel. */
    record Read(ReadRequest request, int limit) implements Operation {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.read(this);
        }
    }

    /**
     * Follows a channel.
     *
     * @param credit the first messages that may be sent; null for as many as the client takes
     */
    record Subscribe(ReadRequest request, @Nullable Long credit) implements Operation {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.subscribe(this);
        }
    }

    /** Lets a subscription send so many messages more. */
    record Credit(long add) implements Operation {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.credit(this);
        }
    }

    /** Ends a subscription. */
    record Unsubscribe() implements Operation {
        @Override
        public <R> R accept(Cases<R> cases) {
            return cases.unsubscribe(this);
        }
    }

    /** An answer to each operation. */
    interface Cases<R> {

        R start(Start operation);

        R readRun(ReadRun operation);

        R cancel(Cancel operation);

        R readLive(ReadLive operation);

        R changeLive(ChangeLive operation);

        R history(History operation);

        R difference(Difference operation);

        R push(Push operation);

        R read(Read operation);

        R subscribe(Subscribe operation);

        R credit(Credit operation);

        R unsubscribe(Unsubscribe operation);
    }
}
