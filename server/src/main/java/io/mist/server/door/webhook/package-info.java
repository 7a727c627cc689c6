/** Webhooks: what outputs publish is posted to URLs. */
@NullMarked
package io.mist.server.door.webhook;

import org.jspecify.annotations.NullMarked;
