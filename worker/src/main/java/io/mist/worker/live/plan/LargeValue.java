package io.mist.worker.live.plan;

import io.mist.worker.live.carry.ColumnValue;
import io.mist.worker.live.carry.LargeColumn;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeGenerator;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.expressions.codegen.FalseLiteral$;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/**
 * A large live value in a plan. A literal would travel with every stage of every micro-batch; this one names a broadcast of
 * the version, which each executor fetches once. It does not change within a micro-batch, but the optimizer must not
 * fold it, which would make a literal of it again.
 */
public final class LargeValue extends LiveLeaf implements LiveList, Serializable {

    private static final long serialVersionUID = 1L;

    private final LargeColumn column;
    private transient @Nullable ColumnValue fetched;

    public LargeValue(LargeColumn column) {
        this.column = column;
    }

    @Override
    public ColumnValue columnValue() {
        ColumnValue known = fetched;
        if (known == null) {
            known = column.value();
            fetched = known;
        }
        return known;
    }

    /** The value as Spark's rows hold it; generated code calls it. */
    public Object value() {
        return columnValue().value();
    }

    @Override
    public Object eval(InternalRow input) {
        return value();
    }

    @Override
    public ExprCode doGenCode(CodegenContext context, ExprCode code) {
        String self = context.addReferenceObj("live", this, LargeValue.class.getName());
        String javaType = CodeGenerator.javaType(dataType());
        return code.copy(
                GeneratedCode.block("%s %s = (%s) %s.value();".formatted(javaType, code.value(), javaType, self)),
                FalseLiteral$.MODULE$,
                code.value());
    }

    @Override
    public DataType dataType() {
        return column.type();
    }

    @Override
    public boolean nullable() {
        return false;
    }

    @Override
    public String toString() {
        return "live(" + column.name() + ")";
    }

    @Override
    public String sql() {
        return "live('" + column.name() + "')";
    }

    @Override
    protected List<@Nullable Object> parts() {
        return List.of(column.name(), column.type(), column.id());
    }
}
