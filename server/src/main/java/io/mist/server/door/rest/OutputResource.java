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
import com.linecorp.armeria.server.annotation.Blocking;
import com.linecorp.armeria.server.annotation.Get;
import com.linecorp.armeria.server.annotation.Param;
import io.mist.protocol.MistException;
import io.mist.server.channel.ChannelId;
import io.mist.server.channel.ChannelLog;
import io.mist.server.channel.Follower;
import io.mist.server.channel.Message;
import io.mist.server.channel.Page;
import io.mist.server.door.Envelope;
import io.mist.server.door.Gate;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/routes/{route}/outputs/{channel}}, and of inputs: a page of messages, or all that come. */
@Blocking
final class OutputResource {

    private static final MediaType NDJSON = MediaType.parse("application/x-ndjson");

    private final Gate gate;

    OutputResource(Gate gate) {
        this.gate = gate;
    }

    @Get("/v1/routes/{route}/outputs/{output}")
    public HttpResponse read(
            @Param("route") String route,
            @Param("output") String output,
            AggregatedHttpRequest request,
            QueryParams query,
            ServiceRequestContext context) {
        return read(gate.output(route, output), request, query, context);
    }

    @Get("/v1/routes/{route}/inputs/{input}")
    public HttpResponse readInput(
            @Param("route") String route,
            @Param("input") String input,
            AggregatedHttpRequest request,
            QueryParams query,
            ServiceRequestContext context) {
        return read(gate.input(route, input), request, query, context);
    }

    private HttpResponse read(
            ChannelId channel, AggregatedHttpRequest request, QueryParams query, ServiceRequestContext context) {
        Envelope envelope = Envelope.parse(query.get("envelope", "cloudevents"));
        String run = query.get("run");
        if (run != null) {
            gate.run(run);
        }
        String accept = request.headers().get(HttpHeaderNames.ACCEPT, "");
        return accept.contains("text/event-stream")
                ? follow(channel, envelope, run, request, query, context)
                : page(channel, envelope, run, query);
    }

    private HttpResponse page(ChannelId channel, Envelope envelope, @Nullable String run, QueryParams query) {
        ChannelLog log = gate.channels();
        long from = from(log, channel, query.get("from", "earliest"));
        Page page = log.read(channel, from, run, (int) Requests.number(query, "limit", 100, 1, 10_000));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Message message : page.messages()) {
            body.writeBytes(envelope.encode(channel, message));
            body.write('\n');
        }
        ResponseHeadersBuilder headers =
                ResponseHeaders.builder(HttpStatus.OK).contentType(NDJSON).add("mist-next", Long.toString(page.next()));
        Page.Gap gap = page.gap();
        if (gap != null) {
            headers.add("mist-gap", gap.from() + "-" + gap.to());
        }
        return HttpResponse.of(headers.build(), HttpData.wrap(body.toByteArray()));
    }

    private static long from(ChannelLog log, ChannelId channel, String text) {
        return switch (text) {
            case "earliest" -> log.start(channel);
            case "latest" -> log.end(channel);
            default -> {
                if (!text.matches("\\d{1,18}")) {
                    throw Requests.invalid("from", text, "earliest, latest or an offset");
                }
                yield Long.parseLong(text);
            }
        };
    }

    private HttpResponse follow(
            ChannelId channel,
            Envelope envelope,
            @Nullable String run,
            AggregatedHttpRequest request,
            QueryParams query,
            ServiceRequestContext context) {
        ChannelLog log = gate.channels();
        String last = Requests.header(request, "last-event-id");
        long from = last == null ? from(log, channel, query.get("from", "latest")) : after(last);
        EventStream events = new EventStream(context, "id: " + (from - 1) + "\n\n");
        Follower.Sink<Page> sink = new Follower.Sink<>() {
            @Override
            public CompletionStage<Void> take(Page page) {
                return events.write(encode(channel, envelope, page));
            }

            @Override
            public void failed(RuntimeException error) {
                // The client connects again after the last message that it got.
                events.end();
            }
        };
        Follower<Page> follower =
                Follower.start(Follower.of(log, channel, run), from, sink, context.blockingTaskExecutor());
        events.whenClosed(follower::close);
        return events.response();
    }

    private static long after(String lastEventId) {
        if (!lastEventId.matches("-1|\\d{1,18}")) {
            throw MistException.caller(
                    "invalid-header",
                    "last-event-id: '" + lastEventId + "' (expected: an offset, as in an event's id)");
        }
        return Long.parseLong(lastEventId) + 1;
    }

    private static byte[] encode(ChannelId channel, Envelope envelope, Page page) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Page.Gap gap = page.gap();
        if (gap != null) {
            out.writeBytes(("event: gap\ndata: {\"from\":" + gap.from() + ",\"to\":" + gap.to() + "}\n\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
        for (Message message : page.messages()) {
            out.writeBytes(("id: " + message.offset() + "\ndata: ").getBytes(StandardCharsets.UTF_8));
            out.writeBytes(envelope.encode(channel, message));
            out.writeBytes(new byte[] {'\n', '\n'});
        }
        return out.toByteArray();
    }
}
