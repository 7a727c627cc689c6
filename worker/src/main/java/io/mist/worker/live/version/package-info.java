/** Versions of a run's live values: which one holds for each query and epoch, durably. */
@NullMarked
package io.mist.worker.live.version;

import org.jspecify.annotations.NullMarked;
