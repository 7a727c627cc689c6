package io.mist.worker.live.plan;

import io.mist.worker.live.carry.ColumnValue;
import org.apache.spark.sql.types.DataType;

/** A live value in a plan that is no literal, and of which a set can be made if it is a list. */
public interface LiveList {

    DataType dataType();

    /** The value in this JVM, for the row that is being evaluated. */
    ColumnValue columnValue();
}
