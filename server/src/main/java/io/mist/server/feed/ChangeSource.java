package io.mist.server.feed;

import java.util.List;

/** Stored changes. */
public interface ChangeSource<T> {

    /** The number of the newest change; 0 if there is none. */
    long newest();

    /**
     * Changes after a number, oldest first: at most so many, and none only if there are none. A change of which there is
     * nothing left to know is passed over.
     */
    List<Change<T>> after(long number, int limit);
}
