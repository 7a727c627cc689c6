/** WebSocket: subscriptions to outputs over one socket. */
@NullMarked
package io.mist.server.door.websocket;

import org.jspecify.annotations.NullMarked;
