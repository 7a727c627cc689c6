package io.mist.server.worker;

/** The verdict of time on a worker, see {@link WorkerHealth}. */
public sealed interface Verdict {

    record Kill(String why) implements Verdict {}

    /** Its process has ended unnoticed. */
    record Gone(String how) implements Verdict {}

    /** It has missed heartbeats. Its stream may stay open for long when it hangs or the network is cut. */
    record Silent() implements Verdict {}

    /** It is asked to end. */
    record End(String why) implements Verdict {}
}
