/** The one TCP port: HTTP, WebSocket and the gRPC of workers. */
@NullMarked
package io.mist.server.http;

import org.jspecify.annotations.NullMarked;
