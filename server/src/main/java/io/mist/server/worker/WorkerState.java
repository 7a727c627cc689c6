package io.mist.server.worker;

import java.util.Locale;

/** Where a worker is. */
public enum WorkerState {
    /** Launched, and has not dialled yet. */
    STARTING,
    READY,
    /** Its stream is gone, or nothing comes on it; it may come back. */
    SILENT,
    /** Its process has ended. */
    DEAD;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
