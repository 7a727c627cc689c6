package io.mist.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What processes have used of the processors. */
public final class Cpu {

    private Cpu() {}

    /** User and system time of these processes together, from Linux: in hundredths of a second. */
    public static double millis(List<Long> processes) throws IOException {
        double millis = 0;
        for (long process : processes) {
            millis += millis(process);
        }
        return millis;
    }

    public static double millis(long process) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10.0;
    }
}
