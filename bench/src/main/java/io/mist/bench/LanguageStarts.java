package io.mist.bench;

import io.mist.bench.process.MistClient;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The same job in several languages, on one warm context, in turns: what a run of each adds to one in Java. Prints a table.
 * Arguments: the server's address, the number of counted rounds, and the languages beside Java.
 */
public final class LanguageStarts {

    private static final int WARM_UP = 20;
    private static final String JAVA = "java";

    private final MistClient mist;

    private LanguageStarts(MistClient mist) {
        this.mist = mist;
    }

    public static void main(String[] arguments) throws Exception {
        List<String> others = Arrays.asList(arguments).subList(2, arguments.length);
        new LanguageStarts(new MistClient(arguments[0])).measure(Integer.parseInt(arguments[1]), others);
    }

    private void measure(int rounds, List<String> others) throws Exception {
        Map<String, long[]> nanos = new LinkedHashMap<>();
        nanos.put(JAVA, new long[rounds]);
        others.forEach(language -> nanos.put(language, new long[rounds]));
        for (int round = -WARM_UP; round < rounds; round++) {
            for (Map.Entry<String, long[]> language : nanos.entrySet()) {
                long took = run(language.getKey());
                if (round >= 0) {
                    language.getValue()[round] = took;
                }
            }
        }
        print(nanos, others);
    }

    private static void print(Map<String, long[]> nanos, List<String> others) {
        Samples java = Samples.of(times(nanos, JAVA));
        System.out.println("| | min ms | p50 ms | p90 ms | p99 ms | p50 ÷ Java |");
        System.out.println("|---|---|---|---|---|---|");
        nanos.forEach((language, times) ->
                System.out.println(Samples.of(times).row("a job in " + language + " → result", java)));
        System.out.println();
        for (String language : others) {
            Samples added = Samples.of(added(times(nanos, language), times(nanos, JAVA)));
            System.out.printf(
                    Locale.ROOT,
                    "%s adds to Java, round by round: p10 %.1f ms, median %.1f ms, p90 %.1f ms; %d rounds.%n",
                    language,
                    added.millis(0.1),
                    added.millis(0.5),
                    added.millis(0.9),
                    added.count());
        }
    }

    private static long[] times(Map<String, long[]> nanos, String language) {
        return Objects.requireNonNull(nanos.get(language), language);
    }

    private static long[] added(long[] other, long[] java) {
        long[] added = new long[java.length];
        Arrays.setAll(added, round -> other[round] - java[round]);
        return added;
    }

    private long run(String language) throws IOException, InterruptedException {
        long began = System.nanoTime();
        String answer = mist.post("/v1/routes/count-in-" + language + "/runs?wait=PT60S", "{}");
        long took = System.nanoTime() - began;
        if (!answer.equals("334")) {
            throw new IllegalStateException(
                    "the result of the job in " + language + " is " + answer + " (expected: 334)");
        }
        return took;
    }
}
