package io.mist.worker.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataType;

/**
 * How a live parameter stands in a plan.
 *
 * @param rowValue from all live values to this one as a {@link org.apache.spark.sql.Row} holds it
 */
public record LiveType(DataType dataType, Function<ObjectNode, Object> rowValue) {

    Literal literal(Version version) {
        return StableShape.live(Literal.create(rowValue.apply(version.values()), dataType));
    }
}
