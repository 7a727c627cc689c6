/** The process in front. Read top to bottom, its packages are the way of a request: door, route, run, pool, live, channel. */
@NullMarked
package io.mist.server;

import org.jspecify.annotations.NullMarked;
