package io.mist.worker.live.form;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.api.Live;
import io.mist.worker.contract.component.ContractTypes;
import io.mist.worker.contract.component.LiveComponent;
import io.mist.worker.contract.type.ValueType;
import io.mist.worker.live.LiveHandle;
import io.mist.worker.live.carry.LargeColumn;
import io.mist.worker.live.plan.BatchVersion;
import io.mist.worker.live.plan.LargeValue;
import io.mist.worker.live.plan.LiveForm;
import io.mist.worker.live.plan.StableShape;
import io.mist.worker.live.realtime.RealTimeValue;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataType;

/**
 * A value of any type of a contract, declared as {@code Live<T>}: a literal in plans, or a broadcast where it is large.
 *
 * @param rowValue from all live values to this one as a {@link org.apache.spark.sql.Row} holds it
 */
public record ValueForm(DataType dataType, Function<ObjectNode, Object> rowValue) implements LiveForm {

    static ValueForm of(LiveComponent component) {
        ValueType type = component.type();
        return new ValueForm(type.dataType(), values -> type.toRowValue(component.value(values)));
    }

    @Override
    public Expression inBatch(String name, BatchVersion batch) {
        LargeColumn large = batch.large(name, dataType, () -> literal(batch).value());
        return large != null ? new LargeValue(large) : StableShape.live(literal(batch));
    }

    private Literal literal(BatchVersion batch) {
        return Literal.create(rowValue.apply(batch.version().values()), dataType);
    }

    @Override
    public Expression inRealTime(String name, String run, ContractTypes types) {
        return new RealTimeValue(run, types, name, dataType);
    }

    @Override
    public Live<?> handle(String name, String run, ContractTypes types) {
        return new LiveHandle<>(run, types, name);
    }
}
