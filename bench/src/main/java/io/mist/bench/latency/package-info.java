/** How long it takes from an event that comes in by a door to the alert that goes out by it. */
@NullMarked
package io.mist.bench.latency;

import org.jspecify.annotations.NullMarked;
