package io.mist.worker.run;

import io.mist.protocol.wire.FromWorker;
import io.mist.protocol.wire.RunEnded;
import io.mist.protocol.wire.RunRef;
import io.mist.worker.link.ServerAccess;
import io.mist.worker.link.ServerLink;
import java.time.Duration;
import org.apache.spark.sql.SparkSession;

/** What a hosted run needs of its worker. */
interface Host {

    SparkSession spark();

    ServerLink link();

    RunLog log();

    /** The way to the server for the tasks of a run. */
    ServerAccess access(RunRef ref);

    /** How long a server that is away is waited for. */
    Duration patience();

    void tell(FromWorker message);

    /** Keeps the end until the server has stored it, and repeats it when the server comes back. */
    void ended(RunRef ref, RunEnded end);
}
