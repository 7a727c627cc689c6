/** The runs of this driver, for what Spark makes by name and hands only options. */
@NullMarked
package io.mist.worker.hosted;

import org.jspecify.annotations.NullMarked;
