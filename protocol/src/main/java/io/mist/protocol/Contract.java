package io.mist.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
 * @param outputs schema of a message by channel
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
        Map<String, ObjectNode> outputs,
        @Nullable JsonNode result) {}
