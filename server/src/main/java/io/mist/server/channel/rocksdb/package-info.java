/** The logs of channels in RocksDB. */
@NullMarked
package io.mist.server.channel.rocksdb;

import org.jspecify.annotations.NullMarked;
