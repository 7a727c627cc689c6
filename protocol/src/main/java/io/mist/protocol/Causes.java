package io.mist.protocol;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The causes of an exception, itself first. Their number is bounded, as causes may form a circle. */
public final class Causes {

    private static final int MOST = 100;

    private Causes() {}

    public static List<Throwable> of(Throwable error) {
        return Stream.iterate(error, Objects::nonNull, Throwable::getCause)
                .limit(MOST)
                .toList();
    }

    public static Throwable innermost(Throwable error) {
        List<Throwable> causes = of(error);
        return causes.get(causes.size() - 1);
    }
}
