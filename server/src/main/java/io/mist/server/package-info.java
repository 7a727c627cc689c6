/** The process in front. Its packages are the way of a request: door, gate, route, run, context, worker, link, live, channel. */
@NullMarked
package io.mist.server;

import org.jspecify.annotations.NullMarked;
