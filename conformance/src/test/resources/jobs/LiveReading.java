package jobs;

import io.mist.api.Live;
import java.io.Serializable;

/** All live values, as they are read at one place. */
record LiveReading(Live<Long> serial, Live<String> word, Live<Integer> least) implements Serializable {

    long version() {
        return serial.version();
    }

    String text() {
        return serial.get() + " " + word.get() + " " + least.get();
    }
}
