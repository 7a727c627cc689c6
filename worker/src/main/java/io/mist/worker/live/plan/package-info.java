/** Live values in Spark's plans: their expressions, the forms they take, and the checks of where they may stand. */
@NullMarked
package io.mist.worker.live.plan;

import org.jspecify.annotations.NullMarked;
