/** How many messages a second a Spark query publishes. */
@NullMarked
package io.mist.bench.publish;

import org.jspecify.annotations.NullMarked;
