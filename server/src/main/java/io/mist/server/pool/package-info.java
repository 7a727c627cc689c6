/** Who does it: contexts, their workers, and how workers are started. */
@NullMarked
package io.mist.server.pool;

import org.jspecify.annotations.NullMarked;
