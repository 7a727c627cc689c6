package io.mist.server.door.rest;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.QueryParams;
import io.mist.protocol.MistException;
import io.mist.server.gate.Operation;
import io.mist.server.gate.message.Envelope;
import io.mist.server.gate.message.MessageFilter;
import io.mist.server.gate.message.ReadRequest;

/** Reads of a channel, from a request's query and headers: a page of messages, or all that come. */
final class ReadRequests {

    private static final int PAGE = 100;
    private static final int MAX_PAGE = 10_000;

    private ReadRequests() {}

    static Operation of(ReadRequest.Target target, AggregatedHttpRequest request, QueryParams query) {
        return request.headers().get(HttpHeaderNames.ACCEPT, "").contains("text/event-stream")
                ? new Operation.Subscribe(read(target, query, begin(request, query)), null)
                : new Operation.Read(read(target, query, query.get("from", "earliest")), limit(query));
    }

    static int limit(QueryParams query) {
        return (int) Requests.number(query, "limit", PAGE, 1, MAX_PAGE);
    }

    private static ReadRequest read(ReadRequest.Target target, QueryParams query, String from) {
        return new ReadRequest(
                target,
                from,
                query.get("run"),
                Envelope.parse(query.get("envelope", "cloudevents")),
                MessageFilter.parse(query.getAll("where")));
    }

    private static String begin(AggregatedHttpRequest request, QueryParams query) {
        String last = Requests.header(request, "last-event-id");
        return last == null ? query.get("from", "latest") : Long.toString(after(last));
    }

    private static long after(String lastEventId) {
        if (!lastEventId.matches("-1|\\d{1,18}")) {
            throw MistException.caller(
                    "invalid-header",
                    "last-event-id: '" + lastEventId + "' (expected: an offset, as in an event's id)");
        }
        return Long.parseLong(lastEventId) + 1;
    }
}
