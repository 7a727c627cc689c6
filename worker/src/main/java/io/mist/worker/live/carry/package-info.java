/** How the live values of a version reach the tasks of a run, on whatever executor they work. */
@NullMarked
package io.mist.worker.live.carry;

import org.jspecify.annotations.NullMarked;
