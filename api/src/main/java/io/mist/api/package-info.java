/**
 * What a job author imports.
 *
 * <p>A job declares its contract as a record: a plain component is a parameter fixed at start, {@link
 * io.mist.api.Live} one that clients change while the run runs, {@link io.mist.api.Output} a channel it publishes on.
 * The declaration is the API: Mist validates, documents and serves it.
 */
@NullMarked
package io.mist.api;

import org.jspecify.annotations.NullMarked;
