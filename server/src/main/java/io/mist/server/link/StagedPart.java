package io.mist.server.link;

/** How much of a part is staged. Guarded by its own lock while it grows. */
final class StagedPart {

    /** The cost of a frame beside its messages, so that many small ones have a bound too. */
    static final int FRAME_COST = 1 << 10;

    final Part part;
    int frames;
    int count;
    long bytes;
    boolean complete;
    /** A task that resumes it is too late. */
    boolean removed;

    StagedPart(Part part) {
        this.part = part;
    }

    void add(int messages, int size) {
        frames++;
        count += messages;
        bytes += size;
    }

    long cost() {
        return bytes + (long) frames * FRAME_COST;
    }
}
