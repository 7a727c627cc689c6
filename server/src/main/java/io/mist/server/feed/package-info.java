/** What has changed, in its order: read from the database by number, with a signal for those who wait. */
@NullMarked
package io.mist.server.feed;

import org.jspecify.annotations.NullMarked;
