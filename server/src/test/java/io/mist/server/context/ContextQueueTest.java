package io.mist.server.context;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContextQueueTest {

    private final ContextQueue queue = new ContextQueue();

    @Test
    void runsGetPlacesInTheirOrderWhileThereAreSome() {
        queue.await("a");
        queue.await("b");
        queue.await("c");

        assertThat(queue.admit(2)).contains("a");
        assertThat(queue.admit(2)).contains("b");
        assertThat(queue.admit(2)).isEmpty();
        queue.leave("a");
        assertThat(queue.admit(2)).contains("c");
        assertThat(queue.active()).containsExactlyInAnyOrder("b", "c");
    }

    @Test
    void aRunThatLeavesTheQueueGetsNoPlace() {
        queue.await("a");
        queue.await("b");

        queue.leave("a");

        assertThat(queue.admit(2)).contains("b");
        assertThat(queue.admit(2)).isEmpty();
    }

    @Test
    void anOccupiedPlaceCountsEvenBeyondTheLimit() {
        queue.occupy("a");
        queue.occupy("b");
        queue.await("c");

        assertThat(queue.admit(1)).isEmpty();
        queue.leave("a");
        assertThat(queue.admit(1)).isEmpty();
        assertThat(queue.running()).isEqualTo(1);
        assertThat(queue.queued()).isEqualTo(1);
    }

    @Test
    void roomIsPlacesAndTheWaitingRoomTogether() {
        assertThat(queue.hasRoom(1, 0)).isTrue();
        queue.await("a");
        assertThat(queue.hasRoom(1, 0)).isFalse();
        assertThat(queue.hasRoom(1, 1)).isTrue();
        queue.admit(1);
        queue.await("b");
        assertThat(queue.hasRoom(1, 1)).isFalse();
        assertThat(queue.hasRoom(Integer.MAX_VALUE, Integer.MAX_VALUE)).isTrue();
    }
}
