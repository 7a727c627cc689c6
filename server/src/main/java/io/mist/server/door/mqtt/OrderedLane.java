package io.mist.server.door.mqtt;

import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.reactivex.processors.FlowableProcessor;
import io.reactivex.processors.UnicastProcessor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Publishes in the order of the calls. The client's own {@code publish} does not promise that: calls of other threads and
 * acknowledgements that come in meanwhile let later messages overtake earlier ones. Its order holds within one flow, so
 * all that must be in order goes through one. Safe for any thread; bounded by its callers.
 */
final class OrderedLane {

    private final Map<Mqtt5Publish, CompletableFuture<Mqtt5PublishResult>> waiting =
            Collections.synchronizedMap(new IdentityHashMap<>());
    private volatile FlowableProcessor<Mqtt5Publish> flow = closed();

    private static FlowableProcessor<Mqtt5Publish> closed() {
        FlowableProcessor<Mqtt5Publish> flow = UnicastProcessor.create();
        flow.onComplete();
        return flow;
    }

    /** Opens the flow unless it is open; the client must be connected. */
    void open(Mqtt5Client client) {
        if (!flow.hasComplete() && !flow.hasThrowable()) {
            return;
        }
        FlowableProcessor<Mqtt5Publish> next =
                UnicastProcessor.<Mqtt5Publish>create().toSerialized();
        flow = next;
        var unused = client.toRx().publish(next).subscribe(this::acknowledged, error -> broken(next, error));
    }

    CompletableFuture<Mqtt5PublishResult> publish(Mqtt5Publish message) {
        var done = new CompletableFuture<Mqtt5PublishResult>();
        FlowableProcessor<Mqtt5Publish> open = flow;
        waiting.put(message, done);
        if (open.hasComplete() || open.hasThrowable()) {
            waiting.remove(message);
            return CompletableFuture.failedFuture(new IllegalStateException("not connected yet"));
        }
        open.onNext(message);
        return done;
    }

    private void acknowledged(Mqtt5PublishResult result) {
        CompletableFuture<Mqtt5PublishResult> done = waiting.remove(result.getPublish());
        if (done != null) {
            result.getError().ifPresentOrElse(done::completeExceptionally, () -> done.complete(result));
        }
    }

    /** The next connection opens a new flow. */
    private void broken(FlowableProcessor<Mqtt5Publish> failed, Throwable error) {
        failed.onError(error);
        List<CompletableFuture<Mqtt5PublishResult>> left;
        synchronized (waiting) {
            left = List.copyOf(waiting.values());
            waiting.clear();
        }
        left.forEach(done -> done.completeExceptionally(error));
    }
}
