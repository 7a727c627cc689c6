package io.mist.worker.live.carry;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A large live value of one version as a broadcast, which each executor fetches once. It travels in plans in the place of the
 * value itself.
 */
public final class LargeColumn implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(LargeColumn.class);

    private final String name;
    private final DataType type;
    /** A row of one field, as it lies in memory. */
    private final Broadcast<byte[]> row;

    private LargeColumn(String name, DataType type, Broadcast<byte[]> row) {
        this.name = name;
        this.type = type;
        this.row = row;
    }

    /** @param value as Spark's internal rows hold it */
    static LargeColumn of(SparkContext context, String name, DataType type, Object value) {
        UnsafeRow row =
                UnsafeProjection.create(new DataType[] {type}).apply(new GenericInternalRow(new Object[] {value}));
        return new LargeColumn(
                name, type, JavaSparkContext.fromSparkContext(context).broadcast(row.getBytes()));
    }

    public String name() {
        return name;
    }

    public DataType type() {
        return type;
    }

    /** Names the version of the value too: a broadcast is of one version. */
    public long id() {
        return row.id();
    }

    void leaveExecutors() {
        row.unpersist(false);
    }

    void destroy() {
        row.destroy();
    }

    /** The value in this JVM, fetched at the first call. */
    public ColumnValue value() {
        return ValueCache.of("column " + row.id(), this::receive);
    }

    private ValueCache.Content<ColumnValue> receive() {
        byte[] bytes = row.value();
        LOG.info("Received a value of live parameter {} as a column: {} bytes", name, bytes.length);
        UnsafeRow fields = new UnsafeRow(1);
        fields.pointTo(bytes, bytes.length);
        return new ValueCache.Content<>(new ColumnValue(type, fields.get(0, type)), bytes.length);
    }
}
