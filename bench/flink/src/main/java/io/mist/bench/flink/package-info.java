/** The peers of the measurements that run on Flink. */
@NullMarked
package io.mist.bench.flink;

import org.jspecify.annotations.NullMarked;
