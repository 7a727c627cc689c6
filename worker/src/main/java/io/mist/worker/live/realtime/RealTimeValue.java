package io.mist.worker.live.realtime;

import io.mist.worker.contract.component.ContractTypes;
import io.mist.worker.live.carry.ColumnValue;
import io.mist.worker.live.carry.TaskLiveValues;
import io.mist.worker.live.plan.GeneratedCode;
import io.mist.worker.live.plan.LiveList;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeGenerator;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.expressions.codegen.FalseLiteral$;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/** A live parameter in a plan of real-time mode: its value in the version that the record came in under. */
public final class RealTimeValue extends RealTimeExpression implements LiveList, Serializable {

    private static final long serialVersionUID = 1L;

    private final String run;
    private final ContractTypes types;
    private final String name;
    private final DataType type;
    private transient @Nullable TaskLiveValues seen;
    private transient @Nullable ColumnValue value;

    public RealTimeValue(String run, ContractTypes types, String name, DataType type) {
        this.run = run;
        this.types = types;
        this.name = name;
        this.type = type;
    }

    @Override
    public ColumnValue columnValue() {
        TaskLiveValues now = RealTimeTask.values(run);
        ColumnValue known = value;
        if (now == null) {
            throw new IllegalStateException("live('" + name + "') was asked for where no record of a stream comes in,"
                    + " such as in a table that a stream is joined with (expected: in real-time mode, in the stream"
                    + " itself)");
        }
        if (known == null || now != seen) {
            known = now.column(types, name, type);
            seen = now;
            value = known;
        }
        return known;
    }

    /** As Spark's rows hold it; generated code calls it. */
    public Object value() {
        return columnValue().value();
    }

    @Override
    public Object eval(InternalRow input) {
        return value();
    }

    @Override
    public ExprCode doGenCode(CodegenContext context, ExprCode code) {
        String self = context.addReferenceObj("live", this, RealTimeValue.class.getName());
        String text = "%s %s = (%s) %s.value();"
                .formatted(CodeGenerator.javaType(type), code.value(), CodeGenerator.boxedType(type), self);
        return code.copy(GeneratedCode.block(text), FalseLiteral$.MODULE$, code.value());
    }

    @Override
    public DataType dataType() {
        return type;
    }

    /** A live parameter has a value in every version. */
    @Override
    public boolean nullable() {
        return false;
    }

    @Override
    public String toString() {
        return "live(" + name + ")";
    }

    @Override
    protected List<@Nullable Object> parts() {
        return List.of(run, name, type);
    }
}
