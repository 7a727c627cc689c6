package io.mist.worker.live;

import io.mist.worker.contract.component.ContractTypes;
import java.io.Serializable;
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
    private transient @Nullable Told told;
    private transient @Nullable Received received;

    RealTimeValue(String run, ContractTypes types, String name, DataType type) {
        this.run = run;
        this.types = types;
        this.name = name;
        this.type = type;
    }

    @Override
    public Received received() {
        Told now = RealTimeTask.told(run);
        Received known = received;
        if (now == null) {
            throw new IllegalStateException("live('" + name + "') was asked for where no record of a stream comes in,"
                    + " such as in a table that a stream is joined with (expected: in real-time mode, in the stream"
                    + " itself)");
        }
        if (known == null || now != told) {
            known = now.column(types, name, type);
            told = now;
            received = known;
        }
        return known;
    }

    /** As Spark's rows hold it; generated code calls it. */
    public Object value() {
        return received().value();
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
    public int productArity() {
        return 3;
    }

    @Override
    public Object productElement(int index) {
        return index == 0 ? run : index == 1 ? name : type;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof RealTimeValue;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RealTimeValue that
                && run.equals(that.run)
                && name.equals(that.name)
                && type.equals(that.type);
    }

    @Override
    public int hashCode() {
        return 31 * run.hashCode() + name.hashCode();
    }
}
