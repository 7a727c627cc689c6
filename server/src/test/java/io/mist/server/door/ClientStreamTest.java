package io.mist.server.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.server.gate.message.Demand;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

class ClientStreamTest {

    private final EventLoop loop = new DefaultEventLoop();
    private final ClientStream<String> stream = new ClientStream<>(loop, new Stall(Duration.ofMinutes(1)));
    private final List<String> heard = new ArrayList<>();

    /** Pieces and notifications are heard in one order. */
    private final class Client implements Subscriber<String> {

        private final boolean takesAtOnce;
        private @Nullable Subscription demand;

        Client(boolean takesAtOnce) {
            this.takesAtOnce = takesAtOnce;
        }

        void takes() {
            java.util.Objects.requireNonNull(demand).request(1);
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            demand = subscription;
            takes();
        }

        @Override
        public void onNext(String piece) {
            heard.add(piece);
            if (takesAtOnce) {
                takes();
            }
        }

        @Override
        public void onError(Throwable error) {
            heard.add(error.toString());
        }

        @Override
        public void onComplete() {
            heard.add("end");
        }
    }

    private class Told implements Demand {

        private final String name;

        Told(String name) {
            this.name = name;
        }

        @Override
        public void taken() {
            heard.add(name + " taken");
        }

        @Override
        public void gone() {
            heard.add(name + " gone");
        }
    }

    @AfterEach
    void close() {
        loop.shutdownGracefully();
    }

    @Test
    void whatIsWrittenBeforeAnyoneSubscribesIsSentInOrder() {
        stream.write("a");
        stream.write("b");
        stream.then(new Told("both"));

        stream.subscribe(new Client(true));
        stream.write("c");

        assertThat(heard).containsExactly("a", "b", "both taken", "c");
    }

    @Test
    void theNextPieceWaitsUntilTheClientHasTakenTheLast() {
        Client client = new Client(false);
        stream.subscribe(client);
        stream.write("a");
        stream.then(new Told("a"));
        stream.write("b");
        stream.then(new Told("b"));
        assertThat(heard).containsExactly("a");
        assertThat(stream.isWaiting()).isTrue();

        client.takes();
        assertThat(heard).containsExactly("a", "a taken", "b");
        client.takes();

        assertThat(heard).containsExactly("a", "a taken", "b", "b taken");
        assertThat(stream.isWaiting()).isFalse();
    }

    @Test
    void aNotifiedSenderMayWriteMore() {
        Client client = new Client(false);
        stream.subscribe(client);
        stream.write("a");
        stream.then(new Told("a") {
            @Override
            public void taken() {
                super.taken();
                stream.write("c");
            }
        });
        stream.write("b");

        client.takes();
        client.takes();

        assertThat(heard).containsExactly("a", "a taken", "b", "c");
    }

    @Test
    void theEndComesAfterWhatWasWrittenAndNothingAfterIt() {
        Client client = new Client(false);
        stream.subscribe(client);
        stream.write("a");
        stream.write("b");
        stream.end();
        stream.write("c");
        stream.then(new Told("c"));

        client.takes();
        client.takes();

        assertThat(heard).containsExactly("a", "c gone", "b", "end");
    }

    @Test
    void aClientThatIsGoneTakesNothingAndAWaitIsNotified() {
        Client client = new Client(false);
        stream.subscribe(client);
        stream.write("a");
        stream.then(new Told("a"));

        stream.cancel();
        stream.write("b");
        stream.then(new Told("b"));
        stream.end();

        assertThat(heard).containsExactly("a", "a gone", "b gone");
    }

    @Test
    void onlyAClientThatHasNotTakenWhatItWasSentIsStalled() {
        ClientStream<String> strict = new ClientStream<>(loop, new Stall(Duration.ofNanos(-1)));
        Client client = new Client(false);
        strict.write("begin");
        assertThat(strict.isStalled()).as("before anyone asks").isFalse();
        strict.subscribe(client);
        client.takes();
        assertThat(strict.isStalled()).isFalse();

        strict.write("a");
        assertThat(strict.isStalled()).isTrue();
        client.takes();

        assertThat(strict.isStalled()).isFalse();
    }
}
