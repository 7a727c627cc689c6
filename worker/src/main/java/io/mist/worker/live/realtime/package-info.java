/** Live values in Spark's real-time mode, where a version takes effect from one record to the next. */
@NullMarked
package io.mist.worker.live.realtime;

import org.jspecify.annotations.NullMarked;
