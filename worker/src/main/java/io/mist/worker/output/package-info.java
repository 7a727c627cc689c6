/** Outputs: what a job publishes, on its way to the server. */
@NullMarked
package io.mist.worker.output;

import org.jspecify.annotations.NullMarked;
