package io.mist.worker.live;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataType;

/**
 * How a live parameter stands in a plan.
 *
 * @param rowValue from the JSON value to what a {@link org.apache.spark.sql.Row} of that type holds
 */
public record LiveType(DataType dataType, Function<JsonNode, Object> rowValue) {

    Literal literal(JsonNode value) {
        return Literal.create(rowValue.apply(value), dataType);
    }
}
