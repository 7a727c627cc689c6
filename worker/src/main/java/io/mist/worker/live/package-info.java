/** Where Spark and jobs meet live values: handles, the rule of each micro-batch, batches of DStreams, changes as a source. */
@NullMarked
package io.mist.worker.live;

import org.jspecify.annotations.NullMarked;
