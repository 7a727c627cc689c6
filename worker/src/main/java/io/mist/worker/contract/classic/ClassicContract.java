package io.mist.worker.contract.classic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Contract;
import io.mist.protocol.JobKind;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.worker.contract.type.ObjectSchema;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The contract of a job in the old style. Such a job declares nothing, so it accepts and returns any object. */
public final class ClassicContract {

    /** The trait that makes a class such a job. */
    public static final String JOB = "io.hydrosphere.mist.lib.MistJob";

    /** The output of jobs that publish. */
    public static final String OUTPUT = "out";

    private static final String PUBLISHER = "io.hydrosphere.mist.lib.MQTTPublisher";
    private static final String STREAMING = "org/apache/spark/streaming/StreamingContext";
    private static final String OBJECT = "$";

    private ClassicContract() {}

    /**
     * The class of a job in the old style; null if the class is no such job.
     *
     * @param named the class itself, or the class with the name of a Scala object
     */
    public static @Nullable Class<?> jobClass(Class<?> named) {
        if (isJob(named)) {
            return named;
        }
        try {
            Class<?> object = Class.forName(named.getName() + OBJECT, false, named.getClassLoader());
            return isJob(object) ? object : null;
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    private static boolean isJob(Class<?> type) {
        return !type.isInterface() && !Modifier.isAbstract(type.getModifiers()) && has(type, JOB);
    }

    /** Whether such a job publishes. */
    public static boolean publishes(Class<?> job) {
        return has(job, PUBLISHER);
    }

    private static boolean has(@Nullable Class<?> type, String name) {
        return type != null
                && (type.getName().equals(name)
                        || has(type.getSuperclass(), name)
                        || Arrays.stream(type.getInterfaces()).anyMatch(each -> has(each, name)));
    }

    /** @param job as {@link #jobClass} returns it */
    public static Contract of(Class<?> job) {
        return new Contract(
                name(job),
                job.getName(),
                kind(job),
                null,
                anyObject().put("description", "any object: the job declares no parameters"),
                new ObjectSchema().node(),
                Map.of(),
                publishes(job) ? Map.of(OUTPUT, Json.MAPPER.createObjectNode()) : Map.of(),
                anyObject());
    }

    private static ObjectNode anyObject() {
        return Json.MAPPER.createObjectNode().put("type", "object").put("additionalProperties", true);
    }

    private static String name(Class<?> job) {
        String simple = job.getName().substring(job.getName().lastIndexOf('.') + 1);
        String name = simple.replaceAll("[^A-Za-z0-9]+", "-")
                .replaceAll("^-|-$", "")
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT);
        return name.isEmpty() ? "job" : name;
    }

    /** A stream if the code of the job names a streaming context, so that Mist restarts its runs. */
    public static JobKind kind(Class<?> job) {
        boolean isStream = Stream.<@Nullable Class<?>>iterate(job, each -> each != null, Class::getSuperclass)
                .anyMatch(each -> each != null && names(each, STREAMING));
        return isStream ? JobKind.STREAM : JobKind.BATCH;
    }

    private static boolean names(Class<?> type, String name) {
        String file = type.getName().replace('.', '/') + ".class";
        ClassLoader loader = type.getClassLoader();
        if (loader == null) {
            return false;
        }
        try (InputStream in = loader.getResourceAsStream(file)) {
            // Latin-1 maps every byte to one character, and the name is ASCII.
            return in != null && new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).contains(name);
        } catch (IOException e) {
            throw MistException.job("unreadable-artifact", file + " cannot be read: " + e.getMessage())
                    .causedBy(e);
        }
    }
}
