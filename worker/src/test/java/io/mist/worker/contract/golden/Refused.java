package io.mist.worker.contract.golden;

import io.mist.api.Default;
import io.mist.api.Key;
import io.mist.api.Live;
import io.mist.api.Output;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The contracts of {@code golden/refused}, by the name of the job. */
@SuppressWarnings("unused")
public final class Refused {

    public static final Map<String, Class<?>> CONTRACTS = Map.of(
            "twins", Twins.class,
            "collection", Collection.class,
            "anything", Anything.class,
            "keys", Keys.class,
            "nesting", Nesting.class,
            "optional-live", OptionalLive.class,
            "recursion", Recursion.class,
            "default", Defaulted.class,
            "key", Keyed.class,
            "two", Two.class);

    private Refused() {}

    record Twins(int port, int Port) {}

    record Collection(Set<String> names) {}

    record Anything(Object value) {}

    record Keys(Map<Integer, Long> counts) {}

    record Nesting(List<Live<String>> lives) {}

    record OptionalLive(Live<Optional<Integer>> most) {}

    record Node(String name, List<Node> children) {}

    record Recursion(Node node) {}

    record Least(int value) {
        Least {
            if (value < 0) {
                throw new IllegalArgumentException("value: " + value + " (expected: 0 or more)");
            }
        }
    }

    record Defaulted(@Default("-1") Least least) {}

    record Alert(String service, String note) {}

    record Keyed(@Key("servise") Output<Alert> alerts) {}

    record Two(Set<String> names, Map<Integer, Long> counts) {}
}
