package io.mist.worker.input;

import org.apache.spark.sql.connector.read.InputPartition;

/**
 * A part of an input's log that one task reads.
 *
 * @param to the offset to stop before, or {@link io.mist.worker.link.Fetch#WITHOUT_END}
 */
record InputRange(InputSource source, long from, long to) implements InputPartition {}
