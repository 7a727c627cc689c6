package io.mist.worker.live.plan;

import io.mist.api.Live;
import io.mist.worker.contract.component.ContractTypes;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.DataType;

/**
 * What a live parameter of a kind is, wherever a run meets it. Its schema and its check are those of the component's type
 * in the contract.
 */
public interface LiveForm {

    /** The type of {@code live('name')} in a plan. */
    DataType dataType();

    /** What stands for {@code live('name')} in the plan of one micro-batch; it does not change within the micro-batch. */
    Expression inBatch(String name, BatchVersion batch);

    /** What stands for it in a plan of real-time mode, which sees version after version. */
    Expression inRealTime(String name, String run, ContractTypes types);

    /** What the job holds; it travels to tasks. */
    Live<?> handle(String name, String run, ContractTypes types);
}
