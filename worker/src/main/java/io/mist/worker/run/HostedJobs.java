package io.mist.worker.run;

import io.mist.protocol.MistException;
import io.mist.protocol.wire.StartRun;
import io.mist.worker.contract.classic.ClassicContract;
import io.mist.worker.dstream.Scope;
import io.mist.worker.python.Interpreter;
import io.mist.worker.python.PythonArtifact;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** Loads the job of a run, in any language. */
final class HostedJobs {

    /** Uses a job once it is loaded, in the scope of its classes. */
    interface Use {
        String of(HostedJob job, Scope scope) throws Exception;
    }

    /** For a job in another process. */
    private static final Scope WITHOUT_CLASSES = new Scope() {
        @Override
        public <T extends @Nullable Object> T call(Callable<T> body) {
            try {
                return body.call();
            } catch (Exception e) {
                throw ArtifactScope.sneak(e);
            }
        }
    };

    private HostedJobs() {}

    static String use(StartRun start, SparkSession session, Use use) throws Exception {
        Path artifact = Path.of(start.getArtifactPath());
        if (PythonArtifact.is(artifact)) {
            return closing(() -> inPython(start, session, new PythonArtifact(artifact)), WITHOUT_CLASSES, use);
        }
        try (ArtifactScope scope = new ArtifactScope(session, artifact)) {
            return scope.call(() -> closing(() -> ofClass(load(start, scope.loader())), scope, use));
        }
    }

    private static String closing(Callable<HostedJob> load, Scope scope, Use use) throws Exception {
        try (HostedJob job = load.call()) {
            try {
                return use.of(job, scope);
            } catch (Exception e) {
                throw job.explain(e);
            }
        }
    }

    private static HostedJob ofClass(Class<?> type) {
        Class<?> classic = ClassicContract.jobClass(type);
        return classic != null ? new ClassicJob(classic) : new JavaJob(type);
    }

    private static HostedJob inPython(StartRun start, SparkSession session, PythonArtifact artifact)
            throws InterruptedException {
        // Spark would keep a Python daemon for each session; Mist keeps one for each artifact, whose name is in its
        // files.
        session.conf().set("spark.sql.artifact.isolation.enabled", "false");
        var settings = CollectionConverters.asJava(session.conf().getAll());
        return new PythonJob(
                start.getRun(),
                artifact,
                start.getClassName(),
                Interpreter.of(settings, System.getenv()),
                session.version());
    }

    private static Class<?> load(StartRun start, ClassLoader loader) {
        try {
            return Class.forName(start.getClassName(), false, loader);
        } catch (ClassNotFoundException e) {
            throw MistException.job(
                            "job-not-loadable",
                            "class '" + start.getClassName() + "' is not in the artifact of route '" + start.getRoute()
                                    + "'")
                    .causedBy(e);
        }
    }
}
