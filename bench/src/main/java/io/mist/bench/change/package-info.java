/** From a change of a stream's filter to the first output that is made with it. */
@NullMarked
package io.mist.bench.change;

import org.jspecify.annotations.NullMarked;
