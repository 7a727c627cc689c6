package io.mist.server.live;

import io.mist.server.gate.LiveView;
import io.mist.server.run.Run;
import java.util.List;

/**
 * A run and its live values, read at once.
 *
 * @param applied per query
 * @param oldest the oldest version that is kept
 * @param keptSize of all versions that are kept, as JSON
 */
record LiveState(Run run, LiveStore.Stored newest, List<LiveView.Applied> applied, long oldest, long keptSize) {

    LiveView view() {
        return view(newest);
    }

    /** The same with another version as the newest. */
    LiveView view(LiveStore.Stored version) {
        return new LiveView(
                run.id(), run.plan().route(), run.state().name(), version.version(), version.values(), applied, null);
    }
}
