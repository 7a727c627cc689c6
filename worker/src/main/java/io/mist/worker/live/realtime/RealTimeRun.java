package io.mist.worker.live.realtime;

import io.mist.worker.contract.component.ContractTypes;
import io.mist.worker.link.ServerAccess;
import java.util.function.Function;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.jspecify.annotations.Nullable;

/**
 * What plans of a run need in Spark's real-time mode, where executors get changes from the server.
 *
 * @param types of the contract
 * @param queries by their ids
 */
public record RealTimeRun(
        ServerAccess server, ContractTypes types, Function<String, @Nullable StreamingQuery> queries) {

    /** The name of a query, or its id if it has none. */
    public String name(String id) {
        StreamingQuery query = queries.apply(id);
        return query == null || query.name() == null ? id : query.name();
    }
}
