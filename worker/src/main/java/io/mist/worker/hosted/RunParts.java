package io.mist.worker.hosted;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one attempt of a run has on its driver: live values, inputs, outputs, streams. Each package adds its part under the
 * part's class, and the run closes all of them once. Safe for any thread.
 */
public final class RunParts implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunParts.class);

    private final Consumer<RunParts> closed;
    private final Map<Class<?>, Part> parts = new LinkedHashMap<>();

    private record Part(Object object, Runnable end) {}

    RunParts(Consumer<RunParts> closed) {
        this.closed = closed;
    }

    public <T> T add(Class<T> kind, T part) {
        return add(kind, part, () -> {});
    }

    /** @param end called at the run's end, when the part can no longer be found */
    public synchronized <T> T add(Class<T> kind, T part, Runnable end) {
        if (parts.putIfAbsent(kind, new Part(part, end)) != null) {
            throw new IllegalStateException("the run has a " + kind.getSimpleName() + " already");
        }
        return part;
    }

    synchronized <T> @Nullable T find(Class<T> kind) {
        Part part = parts.get(kind);
        return part == null ? null : kind.cast(part.object);
    }

    /** Ends the parts, the last one first: a part may use those that were there before it. */
    @Override
    public void close() {
        try {
            for (Part last = removeLast(); last != null; last = removeLast()) {
                end(last);
            }
        } finally {
            closed.accept(this);
        }
    }

    /** One part that fails to end keeps no other one. */
    private static void end(Part part) {
        try {
            part.end.run();
        } catch (RuntimeException e) {
            LOG.warn(
                    "{} of a run did not end as it should",
                    part.object.getClass().getSimpleName(),
                    e);
        }
    }

    private synchronized @Nullable Part removeLast() {
        Class<?> last = null;
        for (Class<?> kind : parts.keySet()) {
            last = kind;
        }
        return last == null ? null : parts.remove(last);
    }
}
