package io.mist.worker.live.plan;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeGenerator;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.expressions.codegen.JavaCode$;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/**
 * A constant that is no part of the text of generated code. Spark writes the numbers of literals into that, and compiles the
 * same code again for every number.
 */
final class PinnedValue extends LiveLeaf implements Serializable {

    private static final long serialVersionUID = 1L;

    // Spark's values are serializable.
    @SuppressWarnings("serial")
    private final @Nullable Object value;

    private final DataType type;
    private final boolean isOpaque;

    private PinnedValue(@Nullable Object value, DataType type, boolean isOpaque) {
        this.value = value;
        this.type = type;
        this.isOpaque = isOpaque;
    }

    /** A constant that the optimizer does not look into: no plan has another form because of its value. */
    static PinnedValue opaque(Literal literal) {
        return new PinnedValue(literal.value(), literal.dataType(), true);
    }

    /** A constant for a physical plan, where nothing is left to optimize. */
    static PinnedValue referenced(Literal literal) {
        return new PinnedValue(literal.value(), literal.dataType(), false);
    }

    @Override
    public DataType dataType() {
        return type;
    }

    @Override
    public boolean nullable() {
        return isOpaque || value == null;
    }

    @Override
    public boolean foldable() {
        return !isOpaque;
    }

    @Override
    @SuppressWarnings("NullAway")
    public Object eval(InternalRow input) {
        return value;
    }

    @Override
    public ExprCode doGenCode(CodegenContext context, ExprCode code) {
        if (value == null) {
            return ExprCode.forNullValue(type);
        }
        String javaType = CodeGenerator.javaType(type);
        String reference = context.addReferenceObj("pinned", value, CodeGenerator.boxedType(type));
        return ExprCode.forNonNullValue(JavaCode$.MODULE$.global(
                CodeGenerator.isPrimitiveType(javaType) ? field(context, javaType, reference) : reference, type));
    }

    /** Unboxed once per task. */
    private static String field(CodegenContext context, String javaType, String reference) {
        return context.addMutableState(
                javaType, "pinned", name -> name + " = " + reference + "." + javaType + "Value();", true, true);
    }

    @Override
    public String toString() {
        return "pinned(" + value + ")";
    }

    @Override
    protected List<@Nullable Object> parts() {
        return Arrays.asList(value, type, isOpaque);
    }
}
