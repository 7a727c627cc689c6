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
import io.mist.server.channel.Broadcasts;
import io.mist.server.channel.Subscription;
import io.mist.server.gate.Gate;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Envelope;
import io.mist.server.gate.message.MessageFilter;
import io.mist.server.gate.message.Page;
import io.mist.server.gate.message.ReadRequest;
import io.mist.server.gate.message.Start;
import io.mist.server.gate.message.Taken;
import io.mist.server.gate.message.View;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a channel for a client: a page of messages, or all that come. */
final class ChannelReader {

    private static final MediaType NDJSON = MediaType.parse("application/x-ndjson");
    private static final String SNAPSHOT_PAGE = "snapshot:";

    private final Gate gate;
    private final Broadcasts broadcasts;
    private final Duration stalledAfter;

    ChannelReader(Gate gate, Broadcasts broadcasts, Duration stalledAfter) {
        this.gate = gate;
        this.broadcasts = broadcasts;
        this.stalledAfter = stalledAfter;
    }

    HttpResponse read(
            ReadRequest.Target target,
            AggregatedHttpRequest request,
            QueryParams query,
            ServiceRequestContext context) {
        return request.headers().get(HttpHeaderNames.ACCEPT, "").contains("text/event-stream")
                ? follow(target, request, query, context)
                : page(target, query);
    }

    private ReadRequest request(ReadRequest.Target target, QueryParams query, String from) {
        return ReadRequest.of(
                gate,
                target,
                from,
                query.get("run"),
                query.get("envelope", "cloudevents"),
                MessageFilter.parse(query.getAll("where")));
    }

    private HttpResponse page(ReadRequest.Target target, QueryParams query) {
        int limit = (int) Requests.number(query, "limit", 100, 1, 10_000);
        String from = query.get("from", "earliest");
        boolean isNextOfSnapshot = from.startsWith(SNAPSHOT_PAGE);
        ReadRequest read = request(target, query, isNextOfSnapshot ? "snapshot" : from);
        return page(read, isNextOfSnapshot ? from.substring(SNAPSHOT_PAGE.length()) : null, limit);
    }

    /** A page of a channel that is in no contract. */
    HttpResponse plainPage(ChannelId channel, QueryParams query) {
        Start start = Start.parse(gate.channels(), channel, query.get("from", "earliest"));
        int limit = (int) Requests.number(query, "limit", 100, 1, 10_000);
        return page(new ReadRequest(channel, Envelope.PLAIN, null, MessageFilter.ALL, start), null, limit);
    }

    /** @param snapshot where a snapshot goes on, or null */
    private HttpResponse page(ReadRequest read, @Nullable String snapshot, int limit) {
        MessagePage page = new MessagePage(gate.channels(), read);
        if (read.start() instanceof Start.Offset offset) {
            page.read(offset.offset(), limit);
        } else {
            page.readLatest(snapshot, limit);
        }
        ResponseHeadersBuilder headers =
                ResponseHeaders.builder(HttpStatus.OK).contentType(NDJSON).add("mist-next", page.next());
        Page.Gap gap = page.gap();
        if (gap != null) {
            headers.add("mist-gap", gap.from() + "-" + gap.to());
        }
        return HttpResponse.of(headers.build(), HttpData.wrap(page.body()));
    }

    private HttpResponse follow(
            ReadRequest.Target target,
            AggregatedHttpRequest request,
            QueryParams query,
            ServiceRequestContext context) {
        String last = Requests.header(request, "last-event-id");
        ReadRequest read =
                request(target, query, last == null ? query.get("from", "latest") : Long.toString(after(last)));
        Listener listener = new Listener(context, stalledAfter, begin(read.start()));
        Subscription subscription = broadcasts.subscribe(
                read.channel(),
                read.start(),
                new View(read.run(), read.filter(), new EventFraming(read.envelope())),
                listener,
                context.eventLoop().withoutContext());
        listener.events.whenClosed(subscription::close);
        return listener.events.response();
    }

    /** The id tells a client that breaks off before the first message where to go on. */
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

    private static final class Listener implements Broadcasts.Sink {

        private final EventStream events;

        Listener(ServiceRequestContext context, Duration stalledAfter, String begin) {
            this.events = new EventStream(context, stalledAfter, begin);
        }

        @Override
        public void take(List<byte[]> frames, Taken then) {
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
