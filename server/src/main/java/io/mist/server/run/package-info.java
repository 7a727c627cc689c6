/** Runs and their states: the only place where a run's state changes. */
@NullMarked
package io.mist.server.run;

import org.jspecify.annotations.NullMarked;
