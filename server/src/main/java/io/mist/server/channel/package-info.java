/** What goes back: one durable log of messages per route and output. */
@NullMarked
package io.mist.server.channel;

import org.jspecify.annotations.NullMarked;
