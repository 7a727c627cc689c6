package io.mist.bench.process;

import java.util.List;

/** What {@code run.sh} tells a measurement: {@code -Dbench.<name>=…}. */
public final class Setting {

    private Setting() {}

    public static String text(String name) {
        String value = System.getProperty("bench." + name);
        if (value == null) {
            throw new IllegalArgumentException("-Dbench." + name + " is not set; start this with bench/run.sh");
        }
        return value;
    }

    public static int number(String name) {
        return Integer.parseInt(text(name));
    }

    public static List<Long> processes(String... names) {
        return List.of(names).stream().map(name -> Long.parseLong(text(name))).toList();
    }
}
