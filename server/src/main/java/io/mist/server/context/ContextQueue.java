package io.mist.server.context;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The runs of one context: those that wait, in their order, and those that hold a place. Not safe for threads. */
final class ContextQueue {

    private final Set<String> waiting = new LinkedHashSet<>();
    private final Set<String> active = new LinkedHashSet<>();

    void await(String run) {
        waiting.add(run);
    }

    /** Takes a slot for a run that has started already. */
    void occupy(String run) {
        active.add(run);
    }

    /** Gives the run that has waited longest a place, if one is free. */
    Optional<String> admit(int places) {
        if (active.size() >= places || waiting.isEmpty()) {
            return Optional.empty();
        }
        String next = waiting.iterator().next();
        waiting.remove(next);
        active.add(next);
        return Optional.of(next);
    }

    void leave(String run) {
        waiting.remove(run);
        active.remove(run);
    }

    /** Whether one more run would find a place, or room to wait. */
    boolean hasRoom(int places, int waitingRoom) {
        return active.size() + waiting.size() < (long) places + waitingRoom;
    }

    Set<String> active() {
        return Set.copyOf(active);
    }

    int running() {
        return active.size();
    }

    int queued() {
        return waiting.size();
    }
}
