package io.mist.worker.input;

import io.mist.worker.contract.type.ValueType;
import io.mist.worker.link.ServerAccess;
import java.io.Serializable;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Where an input of a run comes from; it holds no class of the job, so that executors can read it.
 *
 * @param message the type of a message
 * @param from where the run reads from when it has no checkpoint yet
 * @param maxRows of a micro-batch
 */
public record InputSource(ServerAccess server, String channel, DataType message, long from, int maxRows)
        implements Serializable {

    public static InputSource of(ServerAccess server, String channel, ValueType message, long from, int maxRows) {
        return new InputSource(server, channel, message.dataType(), from, maxRows);
    }

    /** The fields of a record; a single value is the one column {@code value}. */
    StructType columns() {
        return message instanceof StructType fields
                ? fields
                : DataTypes.createStructType(new StructField[] {DataTypes.createStructField("value", message, false)});
    }
}
