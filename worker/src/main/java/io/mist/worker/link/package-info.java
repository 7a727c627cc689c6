/** The link to the server: it outlives the server's restarts. */
@NullMarked
package io.mist.worker.link;

import org.jspecify.annotations.NullMarked;
