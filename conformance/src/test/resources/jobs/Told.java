package jobs;

import io.mist.api.Live;
import java.io.Serializable;

/** What whoever asks is told. */
record Told(Live<Long> serial, Live<String> word, Live<Integer> least) implements Serializable {

    long version() {
        return serial.version();
    }

    String text() {
        return serial.get() + " " + word.get() + " " + least.get();
    }
}
