package io.mist.server.door.rest;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.mist.protocol.MistException;
import io.mist.server.gate.Desk;
import io.mist.server.gate.message.Demand;
import io.mist.server.gate.message.Envelope;
import io.mist.server.gate.message.MessageFilter;
import io.mist.server.gate.message.Page;
import io.mist.server.gate.message.ReadRequest;
import io.mist.server.gate.message.Reading;
import io.mist.server.gate.message.Sink;
import io.mist.server.gate.message.Start;
import io.mist.server.gate.message.Subscription;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;

/** Reads a channel for a client: a page of messages, or all that come. */
final class ChannelReader {

    private static final MediaType NDJSON = MediaType.parse("application/x-ndjson");

    private final Duration stalledAfter;

    ChannelReader(Duration stalledAfter) {
        this.stalledAfter = stalledAfter;
    }

    HttpResponse read(
            Desk desk,
            ReadRequest.Target target,
            AggregatedHttpRequest request,
            QueryParams query,
            ServiceRequestContext context) {
        return request.headers().get(HttpHeaderNames.ACCEPT, "").contains("text/event-stream")
                ? follow(desk, target, request, query, context)
                : page(desk.read(request(target, query, query.get("from", "earliest"))), query);
    }

    private static ReadRequest request(ReadRequest.Target target, QueryParams query, String from) {
        return new ReadRequest(
                target,
                from,
                query.get("run"),
                Envelope.parse(query.get("envelope", "cloudevents")),
                MessageFilter.parse(query.getAll("where")));
    }

    /** Messages one a line. */
    static HttpResponse page(Reading reading, QueryParams query) {
        Reading.Lines page = reading.page((int) Requests.number(query, "limit", 100, 1, 10_000));
        ResponseHeadersBuilder headers =
                ResponseHeaders.builder(HttpStatus.OK).contentType(NDJSON).add("mist-next", page.next());
        Page.Gap gap = page.gap();
        if (gap != null) {
            headers.add("mist-gap", gap.from() + "-" + gap.to());
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        page.lines().forEach(line -> {
            body.writeBytes(line);
            body.write('\n');
        });
        return HttpResponse.of(headers.build(), HttpData.wrap(body.toByteArray()));
    }

    private HttpResponse follow(
            Desk desk,
            ReadRequest.Target target,
            AggregatedHttpRequest request,
            QueryParams query,
            ServiceRequestContext context) {
        String last = Requests.header(request, "last-event-id");
        String from = last == null ? query.get("from", "latest") : Long.toString(after(last));
        Reading reading = desk.read(request(target, query, from));
        Listener listener = new Listener(context, stalledAfter, begin(reading.start()));
        Subscription subscription = reading.follow(
                new EventFraming(reading.envelope()),
                listener,
                context.eventLoop().withoutContext());
        listener.events.whenClosed(subscription::close);
        return listener.events.response();
    }

    /** With this id a client that breaks off before the first message resumes there. */
    private static String begin(Start start) {
        String id = start instanceof Start.Offset from ? "id: " + (from.offset() - 1) + "\n" : "";
        return id + "retry: 1000\n\n";
    }

    private static long after(String lastEventId) {
        if (!lastEventId.matches("-1|\\d{1,18}")) {
            throw MistException.caller(
                    "invalid-header",
                    "last-event-id: '" + lastEventId + "' (expected: an offset, as in an event's id)");
        }
        return Long.parseLong(lastEventId) + 1;
    }

    private static final class Listener implements Sink {

        private final EventStream events;

        Listener(ServiceRequestContext context, Duration stalledAfter, String begin) {
            this.events = new EventStream(context, stalledAfter, begin);
        }

        @Override
        public void take(List<byte[]> frames, Demand then) {
            frames.forEach(events::write);
            events.then(then);
        }

        @Override
        public void failed(RuntimeException error) {
            // The client connects again after the last message that it got.
            events.end();
        }
    }
}
