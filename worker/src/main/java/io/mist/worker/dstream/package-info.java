/** DStreams of a run: its streaming context, and what its batches and their jobs are told. */
@NullMarked
package io.mist.worker.dstream;

import org.jspecify.annotations.NullMarked;
