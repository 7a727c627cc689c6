package io.mist.worker.live;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.DataType;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.collection.immutable.Seq$;

/**
 * A live parameter in a plan. It stands there from definition to planning; {@link LiveRule} puts the micro-batch's
 * literal in its place, so it is never evaluated: where the rule did not come by, the query fails rather than go on
 * with some value.
 */
final class LiveExpression extends Expression {

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

    /** Not foldable: the optimizer must not look for a value before the batch has one. */
    @Override
    public boolean foldable() {
        return false;
    }

    @Override
    public Object eval(InternalRow input) {
        throw notReplaced();
    }

    @Override
    public ExprCode doGenCode(CodegenContext context, ExprCode code) {
        throw notReplaced();
    }

    @Override
    public Seq<Expression> children() {
        return Seq$.MODULE$.<Expression>empty();
    }

    @Override
    public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
        return this;
    }

    private IllegalStateException notReplaced() {
        return new IllegalStateException("live('" + name + "') was not given the value of its micro-batch");
    }

    @Override
    public String prettyName() {
        return "live";
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
