package io.mist.worker.live.plan;

import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/**
 * A live parameter in a plan. It stands there from definition to planning; {@code LiveRule} puts the micro-batch's
 * value in its place, so it is never evaluated: where the rule did not apply, the query fails rather than continue
 * with some value.
 */
public final class LiveExpression extends LiveLeaf {

    private final String name;
    private final DataType type;

    public LiveExpression(String name, DataType type) {
        this.name = name;
        this.type = type;
    }

    String name() {
        return name;
    }

    @Override
    public DataType dataType() {
        return type;
    }

    @Override
    public boolean nullable() {
        return true;
    }

    @Override
    public Object eval(InternalRow input) {
        throw notReplaced();
    }

    @Override
    public ExprCode doGenCode(CodegenContext context, ExprCode code) {
        throw notReplaced();
    }

    private IllegalStateException notReplaced() {
        return new IllegalStateException("live('" + name + "') was not given the value of its micro-batch");
    }

    @Override
    public String toString() {
        return "live(" + name + ")";
    }

    @Override
    public String sql() {
        return "live('" + name + "')";
    }

    @Override
    protected List<@Nullable Object> parts() {
        return List.of(name, type);
    }
}
