package io.mist.worker.run;

import io.mist.worker.dstream.Scope;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.artifact.ArtifactManager;
import org.jspecify.annotations.Nullable;
import scala.runtime.AbstractFunction0;

/**
 * The class loader of one session, on the driver and on executors: two sessions may each have their own version of a
 * class. What runs inside {@link #call}, and every thread started there, loads classes from the session's artifact.
 */
final class ArtifactScope implements Scope, AutoCloseable {

    private final ArtifactManager artifacts;

    ArtifactScope(SparkSession session, Path artifact) {
        session.addArtifact(artifact.toString());
        this.artifacts = ((org.apache.spark.sql.classic.SparkSession) session).artifactManager();
    }

    ClassLoader loader() {
        return artifacts.classloader();
    }

    @Override
    public <T extends @Nullable Object> T call(Callable<T> body) {
        return artifacts.withResources(new AbstractFunction0<T>() {
            @Override
            public T apply() {
                try {
                    return body.call();
                } catch (Exception e) {
                    throw sneak(e);
                }
            }
        });
    }

    /** Scala knows no checked exceptions: the body's own comes out as it was thrown. */
    @SuppressWarnings("unchecked")
    static <E extends Exception> RuntimeException sneak(Exception e) throws E {
        throw (E) e;
    }

    @Override
    public void close() {
        artifacts.close();
    }
}
