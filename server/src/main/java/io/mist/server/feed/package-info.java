/** Changes in their order: read from the database by number, with a signal for waiting readers. */
@NullMarked
package io.mist.server.feed;

import org.jspecify.annotations.NullMarked;
