/** DStreams of a run: its streaming context, and the class loader and live values of its batches. */
@NullMarked
package io.mist.worker.dstream;

import org.jspecify.annotations.NullMarked;
