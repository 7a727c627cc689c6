package io.mist.worker.output;

import io.mist.worker.contract.type.RowWriter;
import io.mist.worker.link.Publisher;
import java.util.function.LongSupplier;

/**
 * What the sink of one query needs.
 *
 * @param live the version of the live values on the stream's thread
 * @param isRealTime whether rows leave one by one, not with their epoch
 */
record EpochSink(Publisher publisher, RowWriter rows, LongSupplier live, boolean isRealTime) {}
