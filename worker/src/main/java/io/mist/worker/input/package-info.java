/** Inputs: what clients push, on its way into a job's streams. */
@NullMarked
package io.mist.worker.input;

import org.jspecify.annotations.NullMarked;
