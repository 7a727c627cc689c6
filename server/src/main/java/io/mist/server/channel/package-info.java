/** The durable logs of channels: the port, and the readers and subscribers of a log. */
@NullMarked
package io.mist.server.channel;

import org.jspecify.annotations.NullMarked;
