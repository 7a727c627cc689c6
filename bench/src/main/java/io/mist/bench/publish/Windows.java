package io.mist.bench.publish;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** All windows of one side and kind. */
final class Windows {

    private final List<Window> windows = new ArrayList<>();

    void add(Window window) {
        windows.add(window);
    }

    double perSecond() {
        return sorted()[windows.size() / 2];
    }

    private double[] sorted() {
        return windows.stream().mapToDouble(Window::perSecond).sorted().toArray();
    }

    private double cpuMicros() {
        double[] micros = windows.stream().mapToDouble(Window::cpuMicros).toArray();
        Arrays.sort(micros);
        return micros[micros.length / 2];
    }

    /** Cells of a table: median of messages per second, spread, CPU µs per message. */
    String cells() {
        double[] sorted = sorted();
        return String.format(
                Locale.ROOT,
                "%,.0f | %,.0f–%,.0f | %.1f",
                perSecond(),
                sorted[0],
                sorted[sorted.length - 1],
                cpuMicros());
    }
}
