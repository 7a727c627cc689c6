package io.mist.worker.live;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.DataType;

/**
 * A live parameter in a plan. It stands there from definition to planning; {@link LiveRule} puts the micro-batch's
 * literal in its place, so it is never evaluated: where the rule did not come by, the query fails rather than go on
 * with some value.
 */
final class LiveExpression extends LiveLeaf {

    private final String name;
    private final DataType type;

    LiveExpression(String name, DataType type) {
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
    public int productArity() {
        return 2;
    }

    @Override
    public Object productElement(int index) {
        return index == 0 ? name : type;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof LiveExpression;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LiveExpression that && name.equals(that.name) && type.equals(that.type);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + type.hashCode();
    }
}
