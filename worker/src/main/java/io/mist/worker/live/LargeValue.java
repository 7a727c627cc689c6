package io.mist.worker.live;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeGenerator;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.expressions.codegen.FalseLiteral$;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A large live value in a plan. A literal would travel with every stage of every micro-batch; this one names a broadcast of
 * the version, which each executor fetches once. It does not change within a micro-batch, but the optimizer must not
 * fold it, which would make a literal of it again.
 */
public final class LargeValue extends LiveLeaf implements LiveList, Serializable {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(LargeValue.class);

    private final String name;
    private final DataType type;
    private final Broadcast<byte[]> row;
    private transient @Nullable Received received;

    /** A row of one field, as it lies in memory. */
    private LargeValue(String name, DataType type, Broadcast<byte[]> row) {
        this.name = name;
        this.type = type;
        this.row = row;
    }

    static LargeValue of(SparkContext context, String name, DataType type, Literal literal) {
        UnsafeRow row = UnsafeProjection.create(new DataType[] {type})
                .apply(new GenericInternalRow(new Object[] {literal.value()}));
        return new LargeValue(
                name, type, JavaSparkContext.fromSparkContext(context).broadcast(row.getBytes()));
    }

    void leaveExecutors() {
        row.unpersist(false);
    }

    void destroy() {
        row.destroy();
    }

    @Override
    public Received received() {
        Received known = received;
        if (known == null) {
            known = ReceivedValues.of("column " + row.id(), this::receive);
            received = known;
        }
        return known;
    }

    private ReceivedValues.Made<Received> receive() {
        byte[] bytes = row.value();
        LOG.info("Received a value of live parameter {} as a column: {} bytes", name, bytes.length);
        UnsafeRow fields = new UnsafeRow(1);
        fields.pointTo(bytes, bytes.length);
        return new ReceivedValues.Made<>(new Received(type, fields.get(0, type)), bytes.length);
    }

    /** The value as Spark's rows hold it; generated code calls it. */
    public Object value() {
        return received().value();
    }

    @Override
    public Object eval(InternalRow input) {
        return value();
    }

    @Override
    public ExprCode doGenCode(CodegenContext context, ExprCode code) {
        String self = context.addReferenceObj("live", this, LargeValue.class.getName());
        String javaType = CodeGenerator.javaType(type);
        return code.copy(
                GeneratedCode.block("%s %s = (%s) %s.value();".formatted(javaType, code.value(), javaType, self)),
                FalseLiteral$.MODULE$,
                code.value());
    }

    @Override
    public DataType dataType() {
        return type;
    }

    @Override
    public boolean nullable() {
        return false;
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
        return 3;
    }

    @Override
    public Object productElement(int index) {
        return index == 0 ? name : index == 1 ? type : row.id();
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof LargeValue;
    }

    /** A broadcast is of one version. */
    @Override
    public boolean equals(Object other) {
        return other instanceof LargeValue that && row.id() == that.row.id();
    }

    @Override
    public int hashCode() {
        return Long.hashCode(row.id());
    }
}
