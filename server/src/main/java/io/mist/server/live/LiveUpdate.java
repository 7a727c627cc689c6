package io.mist.server.live;

import io.mist.server.gate.LiveView;
import io.mist.server.run.Run;
import org.jspecify.annotations.Nullable;

/**
 * A change of what is known of a run's live values.
 *
 * @param version the new version; null for an application
 */
public record LiveUpdate(Run run, LiveView view, @Nullable Long version) {}
