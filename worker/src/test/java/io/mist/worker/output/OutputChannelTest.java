package io.mist.worker.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

class OutputChannelTest {

    @Test
    void anOutputThatTravelledToAnExecutorSaysWhereItBelongs() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(new OutputChannel<String>("alerts", null, null));
        }
        OutputChannel<?> travelled;
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            travelled = (OutputChannel<?>) in.readObject();
        }

        assertThatThrownBy(() -> travelled.send(null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("output 'alerts' was used in a task on an executor (expected: driver code)."
                        + " Publish the rows of a Dataset with sendAll");
        assertThat(travelled).isNotNull();
    }
}
