/** One run: its thread, session, queries, end and log. */
@NullMarked
package io.mist.worker.run;

import org.jspecify.annotations.NullMarked;
