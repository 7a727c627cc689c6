package io.mist.worker.contract.reader;

import io.mist.api.BatchJob;
import io.mist.api.DStreamJob;
import io.mist.api.Job;
import io.mist.api.StreamJob;
import io.mist.protocol.ErrorKind;
import io.mist.protocol.JobKind;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.worker.contract.declaration.Generics;
import io.mist.worker.contract.declaration.ScalaObject;
import io.mist.worker.contract.problem.Excerpt;
import io.mist.worker.contract.problem.ProblemCount;
import io.mist.worker.contract.type.NothingType;
import io.mist.worker.contract.type.ValueType;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what a job's class declares. Only constructors that check defaults run. */
public final class ContractReader {

    private static final Pattern JOB_NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    private final Class<?> jobClass;
    private final List<Problem> problems = new ArrayList<>();

    private ContractReader(Class<?> jobClass) {
        this.jobClass = jobClass;
    }

    /**
     * @param jobClass for a Scala object X the class {@code X$} or X
     * @throws MistException of kind job, code {@code invalid-contract}, with all problems; their paths are components
     */
    public static JobDescription read(Class<?> jobClass) {
        Class<?> object = ScalaObject.mirrored(jobClass);
        return new ContractReader(object == null ? jobClass : object).read();
    }

    /**
     * The jobs of a jar. Only classes that mention {@link Job} are loaded, and none is initialized.
     *
     * @param loader of the jar and its dependencies
     * @throws MistException of kind job, code {@code unreadable-artifact}, if the file is no jar
     */
    public static JobClasses find(Path jar, ClassLoader loader) {
        return JarScan.of(jar, loader);
    }

    private JobDescription read() {
        JobDescription description = null;
        try {
            description = describe();
        } catch (LinkageError | TypeNotPresentException e) {
            problem("cannot be read: " + e + "; is a library missing in the artifact?");
        }
        if (description == null || !problems.isEmpty()) {
            throw MistException.of(
                    ErrorKind.JOB,
                    "invalid-contract",
                    ProblemCount.of(problems) + " with the contract of " + jobClass.getName(),
                    problems);
        }
        return description;
    }

    private @Nullable JobDescription describe() {
        String name = jobName();
        checkConstructor();
        List<Type> batch = Generics.arguments(jobClass, BatchJob.class);
        List<Type> queries = Generics.arguments(jobClass, StreamJob.class);
        List<Type> stream = queries != null ? queries : Generics.arguments(jobClass, DStreamJob.class);
        if (implemented() != 1) {
            problem(jobClass.getName() + " implements "
                    + (implemented() == 0 ? "none" : "more than one")
                    + " of BatchJob, StreamJob and DStreamJob (expected: exactly one of them)");
            return null;
        }
        return batch != null
                ? describe(name, JobKind.BATCH, batch)
                : describe(name, JobKind.STREAM, stream == null ? List.of() : stream);
    }

    private long implemented() {
        return Stream.of(BatchJob.class, StreamJob.class, DStreamJob.class)
                .filter(kind -> kind.isAssignableFrom(jobClass))
                .count();
    }

    private @Nullable JobDescription describe(String name, JobKind kind, List<Type> arguments) {
        if (arguments.isEmpty()) {
            problem(
                    kind == JobKind.BATCH
                            ? "BatchJob without types; write BatchJob<Contract, Result>"
                            : "a stream job without type; write StreamJob<Contract> or DStreamJob<Contract>");
            return null;
        }
        ContractRecord record = ContractRecord.read(arguments.get(0), problems);
        ValueType result = kind == JobKind.BATCH
                ? new TypeReader(problems).readResult(arguments.get(1), "result")
                : NothingType.INSTANCE;
        return record == null || result == null ? null : new JobDescription(name, kind, jobClass, record, result);
    }

    private String jobName() {
        Job job = jobClass.getAnnotation(Job.class);
        if (job == null) {
            problem(jobClass.getName() + " has no @Job; annotate it, such as @Job(\"" + hyphenated() + "\")");
            return "";
        }
        if (!JOB_NAME.matcher(job.value()).matches()) {
            problem("@Job(\"" + Excerpt.text(job.value()) + "\") (expected: lower-case letters, digits and hyphens"
                    + " between them, such as \"" + hyphenated() + "\")");
        }
        return job.value();
    }

    private String hyphenated() {
        String simple = jobClass.getSimpleName().replaceAll("[^A-Za-z0-9]", "");
        String name = simple.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
        return name.isEmpty() ? "log-alerts" : name;
    }

    private void checkConstructor() {
        String advice = constructorAdvice();
        if (advice != null) {
            problem(jobClass.getName() + " has no public constructor without arguments; " + advice);
        }
    }

    private @Nullable String constructorAdvice() {
        if (ScalaObject.is(jobClass)) {
            return null;
        }
        if (jobClass.isInterface() || Modifier.isAbstract(jobClass.getModifiers())) {
            return "it is abstract: put @Job on a class that can be made";
        }
        if (jobClass.isMemberClass() && !Modifier.isStatic(jobClass.getModifiers())) {
            return "it is an inner class: make it static";
        }
        boolean found = Arrays.stream(jobClass.getConstructors()).anyMatch(each -> each.getParameterCount() == 0);
        return found ? null : "add one, or make the class public if it has no other";
    }

    private void problem(String message) {
        problems.add(new Problem("", message));
    }
}
