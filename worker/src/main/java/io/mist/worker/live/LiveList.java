package io.mist.worker.live;

import org.apache.spark.sql.types.DataType;

/** A live value in a plan that need not be a literal, and of which a set can be made if it is a list. */
interface LiveList {

    DataType dataType();

    Received received();
}
