package io.mist.worker.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.ErrorKind;
import io.mist.protocol.JobKind;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.worker.classic.ClassicOutput;
import io.mist.worker.contract.classic.ClassicContract;
import io.mist.worker.contract.classic.UntypedJson;
import io.mist.worker.contract.component.ContractTypes;
import io.mist.worker.contract.component.LiveComponent;
import io.mist.worker.output.SingleMessages;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.jspecify.annotations.Nullable;

/** A job in the old style, a Scala object or class that is a {@code MistJob}: the worker knows the trait by its name. */
final class ClassicJob implements HostedJob {

    private static final String MODULE = "MODULE$";

    private final Class<?> jobClass;
    private @Nullable JobPorts ports;
    private String result = "null";

    /** @param jobClass found by {@link ClassicContract#jobClass} */
    ClassicJob(Class<?> jobClass) {
        this.jobClass = jobClass;
    }

    @Override
    public JobKind kind() {
        return ClassicContract.kind(jobClass);
    }

    @Override
    public ContractTypes types() {
        return component -> {
            throw new IllegalArgumentException("component '" + component + "' of a job that declares none");
        };
    }

    @Override
    public List<LiveComponent> live() {
        return List.of();
    }

    @Override
    public List<Problem> checkLive(ObjectNode values) {
        return values.properties().stream()
                .map(value -> new Problem(value.getKey(), "unknown live parameter (a job in the old style has none)"))
                .toList();
    }

    @Override
    public void prepare(JobPorts ports) {
        this.ports = ports;
        if (ClassicContract.publishes(jobClass)) {
            var publisher = ports.outlet()
                    .publisher(ClassicContract.OUTPUT, ports.outlet().sender());
            ClassicOutput.begin(
                    ports.session().sparkContext(),
                    ports.parts(),
                    new SingleMessages(publisher, ports.outlet().liveVersion()));
        }
    }

    @Override
    public String run() throws Exception {
        JobPorts known = Objects.requireNonNull(ports);
        Object returned = doStuff(UntypedJson.readObject(known.parameters()));
        if (returned == null) {
            throw MistException.job("invalid-result", "doStuff returned null (expected: a map, such as Map.empty)");
        }
        try {
            return new String(UntypedJson.write(returned, "result"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw MistException.of(
                    ErrorKind.JOB,
                    "invalid-result",
                    "what doStuff returned cannot be written as JSON: " + e.getMessage());
        }
    }

    @Override
    public @Nullable StreamingQuery start() throws Exception {
        Objects.requireNonNull(ports).streaming().takeTurn();
        result = run();
        return null;
    }

    @Override
    public String result() {
        return result;
    }

    private @Nullable Object doStuff(scala.collection.immutable.Map<String, Object> parameters) throws Exception {
        try {
            Method method = jobClass.getMethod("doStuff", scala.collection.immutable.Map.class);
            return method.invoke(job(), parameters);
        } catch (InvocationTargetException e) {
            throw thrown(e);
        } catch (ExceptionInInitializerError e) {
            // The exception of the object's body, which is never an error.
            throw (Exception) e.getException();
        } catch (LinkageError | NoSuchMethodException e) {
            throw MistException.job(
                            "job-not-loadable",
                            jobClass.getName() + " is made for another library of this name, or lacks one: " + e
                                    + " (expected: a class compiled with mist-classic_2.13, Scala 2.13 and Spark 4)")
                    .causedBy(e);
        }
    }

    private Object job() throws Exception {
        try {
            return jobClass.getField(MODULE).get(null);
        } catch (NoSuchFieldException e) {
            Constructor<?> constructor = constructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        }
    }

    private Constructor<?> constructor() {
        try {
            return jobClass.getDeclaredConstructor();
        } catch (NoSuchMethodException e) {
            throw MistException.job(
                    "job-not-loadable",
                    jobClass.getName() + " has no constructor without parameters (expected: a Scala object, or a class"
                            + " that has one)");
        }
    }

    private static Exception thrown(InvocationTargetException e) throws Exception {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof Exception cause ? cause : e;
    }
}
