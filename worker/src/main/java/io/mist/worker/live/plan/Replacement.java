package io.mist.worker.live.plan;

import java.util.function.Function;
import java.util.function.Predicate;
import scala.Function1;
import scala.PartialFunction;
import scala.runtime.AbstractPartialFunction;

/** A partial function that replaces nodes of Spark's plans. */
public final class Replacement<T> extends AbstractPartialFunction<T, T> {

    private final Predicate<T> isReplaced;
    private final Function<T, T> replacement;

    private Replacement(Predicate<T> isReplaced, Function<T, T> replacement) {
        this.isReplaced = isReplaced;
        this.replacement = replacement;
    }

    public static <T> PartialFunction<T, T> where(Predicate<T> isReplaced, Function<T, T> replacement) {
        return new Replacement<>(isReplaced, replacement);
    }

    @Override
    public boolean isDefinedAt(T found) {
        return isReplaced.test(found);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <A extends T, B> B applyOrElse(A found, Function1<A, B> otherwise) {
        return isReplaced.test(found) ? (B) replacement.apply(found) : otherwise.apply(found);
    }
}
