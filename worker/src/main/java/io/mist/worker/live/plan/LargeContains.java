package io.mist.worker.live.plan;

import io.mist.worker.live.carry.ColumnValue;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.ArrayContains;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * {@code array_contains} of a large live list. Spark's own looks at one element after the other for every row; this one
 * looks into a set that each executor makes once per version. Its answers are the same.
 */
public final class LargeContains extends PartsExpression implements Serializable {

    private static final long serialVersionUID = 1L;

    private final LiveList list;
    private final Expression value;

    private LargeContains(LiveList list, Expression value) {
        this.list = list;
        this.value = value;
    }

    /** @param list an expression that is a {@link LiveList} */
    static Expression of(Expression list, Expression value) {
        return list instanceof LiveList live && ColumnValue.isSet(live.dataType())
                ? new LargeContains(live, value)
                : new ArrayContains(list, value);
    }

    /** Follows SQL: null if the value is null, or is not found beside a null. Generated code calls it. */
    public @Nullable Boolean contains(@Nullable Object sought) {
        if (sought == null) {
            return null;
        }
        Set<Object> known = list.columnValue().elements();
        return known.contains(sought) ? Boolean.TRUE : known.contains(null) ? null : Boolean.FALSE;
    }

    @Override
    public @Nullable Object eval(InternalRow input) {
        return contains(value.eval(input));
    }

    @Override
    public ExprCode doGenCode(CodegenContext context, ExprCode code) {
        String self = context.addReferenceObj("contains", this, LargeContains.class.getName());
        ExprCode sought = value.genCode(context);
        String boxed = "(%s) ? null : (Object) (%s)".formatted(sought.isNull(), sought.value());
        String found = context.freshName("found");
        String text = """
                Boolean %1$s = %2$s.contains(%3$s);
                boolean %4$s = %1$s == null;
                boolean %5$s = !%4$s && %1$s.booleanValue();
                """.formatted(found, self, boxed, code.isNull(), code.value());
        return code.copy(sought.code().$plus(GeneratedCode.block(text)), code.isNull(), code.value());
    }

    /** Deterministic where the list is: in real time it differs from one record to the next. */
    @Override
    public boolean deterministic() {
        return list instanceof LargeValue && value.deterministic();
    }

    @Override
    public DataType dataType() {
        return DataTypes.BooleanType;
    }

    @Override
    public boolean nullable() {
        return true;
    }

    @Override
    public Seq<Expression> children() {
        return CollectionConverters.asScala(List.of(value)).toSeq();
    }

    @Override
    public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
        return new LargeContains(list, children.apply(0));
    }

    @Override
    public String prettyName() {
        return "array_contains";
    }

    @Override
    public String toString() {
        return "array_contains(" + list + ", " + value + ")";
    }

    @Override
    protected List<@Nullable Object> parts() {
        return List.of(list, value);
    }
}
