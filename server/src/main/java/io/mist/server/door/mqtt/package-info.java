/** The MQTT door: requests, state, live values and outputs over any MQTT broker, or over one of Mist's own. */
@NullMarked
package io.mist.server.door.mqtt;

import org.jspecify.annotations.NullMarked;
