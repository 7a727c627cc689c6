package io.mist.worker.contract.reader;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.api.Input;
import io.mist.api.Live;
import io.mist.api.Output;
import io.mist.protocol.Contract;
import io.mist.protocol.ErrorKind;
import io.mist.protocol.JobKind;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.worker.contract.component.Component;
import io.mist.worker.contract.component.ContractTypes;
import io.mist.worker.contract.component.InputComponent;
import io.mist.worker.contract.component.LiveComponent;
import io.mist.worker.contract.component.OutputComponent;
import io.mist.worker.contract.component.ParameterComponent;
import io.mist.worker.contract.declaration.DeclaredField;
import io.mist.worker.contract.declaration.ScalaObject;
import io.mist.worker.contract.problem.ProblemCount;
import io.mist.worker.contract.problem.UnfitValueException;
import io.mist.worker.contract.problem.UnknownNames;
import io.mist.worker.contract.shape.Construction;
import io.mist.worker.contract.type.ObjectSchema;
import io.mist.worker.contract.type.ValueType;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a job's class declares. Immutable and safe for any thread; made by {@link ContractReader#read}. */
public final class JobDescription {

    private final Class<?> jobClass;
    private final ContractRecord record;
    private final ValueType result;
    private final Contract protocol;

    JobDescription(String job, JobKind kind, Class<?> jobClass, ContractRecord record, ValueType result) {
        this.jobClass = jobClass;
        this.record = record;
        this.result = result;
        this.protocol = new Contract(
                job,
                jobClass.getName(),
                kind,
                DeclaredField.doc(jobClass),
                parametersSchema(),
                liveSchema(),
                inputSchemas(),
                outputSchemas(),
                result.schema());
    }

    public String job() {
        return protocol.job();
    }

    public JobKind kind() {
        return protocol.kind();
    }

    public Class<?> jobClass() {
        return jobClass;
    }

    /** The types of its components, for places that this description cannot travel to. */
    public ContractTypes types() {
        return new RecordTypes(record.type());
    }

    /** All components, in the record's order. */
    public List<Component> components() {
        return record.components();
    }

    public List<LiveComponent> live() {
        return record.all(LiveComponent.class);
    }

    public List<InputComponent> inputs() {
        return record.all(InputComponent.class);
    }

    public List<OutputComponent> outputs() {
        return record.all(OutputComponent.class);
    }

    /** The result of a batch job; for a stream job the type of {@code Void}. */
    public ValueType result() {
        return result;
    }

    /** The contract as it travels. Its nodes are shared: do not change them. */
    public Contract protocol() {
        return protocol;
    }

    private ObjectNode parametersSchema() {
        ObjectSchema object = new ObjectSchema();
        record.all(ParameterComponent.class).forEach(component -> component.describe(object));
        return object.node();
    }

    private ObjectNode liveSchema() {
        ObjectSchema object = new ObjectSchema();
        live().forEach(component -> component.describe(object));
        return object.node();
    }

    private Map<String, ObjectNode> inputSchemas() {
        Map<String, ObjectNode> schemas = new LinkedHashMap<>();
        inputs().forEach(component -> schemas.put(component.name(), component.schema()));
        return schemas;
    }

    private Map<String, ObjectNode> outputSchemas() {
        Map<String, ObjectNode> schemas = new LinkedHashMap<>();
        outputs().forEach(component -> schemas.put(component.name(), component.schema()));
        return schemas;
    }

    /**
     * Returns a new instance of the job; for an object of Scala, that object.
     *
     * @throws MistException of kind job, code {@code job-failed}, if its constructor throws
     */
    public Object newJob() {
        try {
            if (ScalaObject.is(jobClass)) {
                return ScalaObject.instance(jobClass);
            }
            var constructor = jobClass.getConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (InvocationTargetException | ExceptionInInitializerError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw MistException.job("job-failed", "the constructor of " + jobClass.getName() + " threw " + cause)
                    .causedBy(cause);
        } catch (ReflectiveOperationException e) {
            throw MistException.job("job-failed", "cannot make a " + jobClass.getName() + ": " + e)
                    .causedBy(e);
        }
    }

    /**
     * Makes the contract of one run.
     *
     * @param parameters the fixed parameters only; the handles supply live values
     * @param liveHandles called once per live component
     * @param inputHandles called once per input
     * @param outputHandles called once per output
     * @return an instance of the contract's record
     * @throws MistException of kind caller, code {@code invalid-parameters}, with all problems; a problem that the
     *     contract's own constructor reports has an empty path
     */
    public Object instantiate(
            ObjectNode parameters,
            Function<LiveComponent, Live<?>> liveHandles,
            Function<InputComponent, Input<?>> inputHandles,
            Function<OutputComponent, Output<?>> outputHandles) {
        List<Problem> problems = new ArrayList<>();
        Map<String, @Nullable Object> values = readParameters(parameters, problems);
        failOn(problems);
        live().forEach(component -> values.put(component.name(), liveHandles.apply(component)));
        inputs().forEach(component -> values.put(component.name(), inputHandles.apply(component)));
        outputs().forEach(component -> values.put(component.name(), outputHandles.apply(component)));
        @Nullable
        Object[] inOrder = components().stream()
                .map(component -> values.get(component.name()))
                .toArray();
        Object contract = Construction.of(record.shape(), inOrder, "", problems);
        if (contract == null) {
            throw invalid(problems);
        }
        return contract;
    }

    private Map<String, @Nullable Object> readParameters(ObjectNode parameters, List<Problem> problems) {
        UnknownNames.report("parameter", parameters, record.names(ParameterComponent.class), "", problems);
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (ParameterComponent component : record.all(ParameterComponent.class)) {
            values.put(component.name(), component.read(parameters, problems));
        }
        return values;
    }

    private void failOn(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw invalid(problems);
        }
    }

    private MistException invalid(List<Problem> problems) {
        return MistException.caller(
                "invalid-parameters",
                ProblemCount.of(problems) + " with the parameters of job '" + job() + "'",
                problems);
    }

    /**
     * All problems of the live values: unknown, missing without a default, of a wrong type, rejected by a record's
     * constructor, out of the range of Spark's type.
     *
     * @param values all live values of a run
     * @return empty if the values are valid
     */
    public List<Problem> checkLive(ObjectNode values) {
        return LiveComponent.check(live(), values);
    }

    /**
     * The JSON text of the result of a batch job.
     *
     * @throws MistException of kind job, code {@code invalid-result}, if it does not fit the declared type
     */
    public String resultJson(@Nullable Object returned) {
        try {
            return new String(result.json(returned), StandardCharsets.UTF_8);
        } catch (UnfitValueException e) {
            Problem problem = e.at("result");
            throw MistException.of(
                    ErrorKind.JOB,
                    "invalid-result",
                    "job '" + job() + "' returned a value that does not fit its result " + result.name() + ": "
                            + problem,
                    List.of(problem));
        }
    }
}
