package io.mist.server.door.rest;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.mist.server.gate.message.Demand;
import io.mist.server.gate.message.Reading;
import io.mist.server.gate.message.Sink;
import io.mist.server.gate.message.Start;
import io.mist.server.gate.message.Subscription;
import java.time.Duration;
import java.util.List;

/** The messages of a channel as they come, as server-sent events. */
final class MessageStream {

    private MessageStream() {}

    static HttpResponse of(Reading reading, ServiceRequestContext context, Duration stalledAfter) {
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
