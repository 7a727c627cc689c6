/** The logs of channels in topics of Kafka, with a copy in RocksDB. */
@NullMarked
package io.mist.server.channel.kafka;

import org.jspecify.annotations.NullMarked;
