package io.mist.bench.flink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.BroadcastProcessFunction;
import org.apache.flink.util.Collector;

/** The number of each event that passes, and the filter that it passed: the newest that has come to this subtask. */
final class LiveFilter extends BroadcastProcessFunction<String, String, String> {

    static final MapStateDescriptor<String, String> FILTERS =
            new MapStateDescriptor<>("filters", Types.STRING, Types.STRING);

    private static final long serialVersionUID = 1L;
    private static final String FILTER = "filter";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public void processElement(String event, ReadOnlyContext context, Collector<String> alerts) throws Exception {
        String filter = context.getBroadcastState(FILTERS).get(FILTER);
        JsonNode read = JSON.readTree(event);
        if (filter != null && read.path("text").asText().contains(filter)) {
            ObjectNode alert = JSON.createObjectNode();
            alert.set("number", read.path("number"));
            alerts.collect(JSON.writeValueAsString(alert.put(FILTER, filter)));
        }
    }

    @Override
    public void processBroadcastElement(String filter, Context context, Collector<String> alerts) throws Exception {
        context.getBroadcastState(FILTERS).put(FILTER, filter);
    }
}
