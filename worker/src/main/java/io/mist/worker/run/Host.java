package io.mist.worker.run;

import io.mist.protocol.wire.FromWorker;
import io.mist.protocol.wire.RunEnded;
import io.mist.protocol.wire.RunRef;
import io.mist.worker.link.Destination;
import org.apache.spark.sql.SparkSession;

/** The worker as its runs see it. */
interface Host {

    SparkSession spark();

    RunLog log();

    /** The server as outputs and inputs reach it. */
    Destination destination();

    void send(FromWorker message);

    /** Keeps the end until the server has stored it, and repeats it when the server comes back. */
    void ended(RunRef ref, RunEnded end);
}
