package io.mist.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a job declares, known before any run. Schemas are JSON Schema 2020-12.
 *
 * @param job the job's name
 * @param className the class or object that holds it
 * @param description a sentence for callers
 * @param parameters schema of an object: what is fixed at start, with its defaults
 * @param live schema of an object: what may change while the run runs, with initial values as defaults
 * @param inputs schema of a message by channel, in the order of the contract
 * @param outputs schema of a message by channel; one whose channel has a key says so in {@code x-mist-key}, the names of
 *     the fields that are it, and one whose query runs at a live change says so in {@code x-mist-batch-on-change}
 * @param result schema of a batch job's result
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Contract(
        String job,
        String className,
        JobKind kind,
        @Nullable String description,
        ObjectNode parameters,
        ObjectNode live,
        Map<String, ObjectNode> inputs,
        Map<String, ObjectNode> outputs,
        @Nullable JsonNode result) {

    /** The keyword in an output's schema that names the fields of its key. */
    public static final String KEY = "x-mist-key";

    /** The keyword in an output's schema that says that a live change asks its query for a micro-batch. */
    public static final String BATCH_ON_CHANGE = "x-mist-batch-on-change";

    /** Contracts that were stored before there were inputs have none. */
    public Contract {
        inputs = inputs == null ? Map.of() : inputs;
    }

    /** The fields that are an output's key; none if it has no key. */
    public List<String> key(String output) {
        List<String> fields = new ArrayList<>();
        ObjectNode schema = outputs.get(output);
        if (schema != null) {
            schema.path(KEY).forEach(field -> fields.add(field.asText()));
        }
        return fields;
    }
}
