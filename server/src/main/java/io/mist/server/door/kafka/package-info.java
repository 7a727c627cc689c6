/** The Kafka door: requests, inputs and outputs over topics. */
@NullMarked
package io.mist.server.door.kafka;

import org.jspecify.annotations.NullMarked;
