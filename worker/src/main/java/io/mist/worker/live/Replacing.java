package io.mist.worker.live;

import java.util.function.Function;
import java.util.function.Predicate;
import scala.Function1;
import scala.PartialFunction;
import scala.runtime.AbstractPartialFunction;

/** A partial function, as Spark's plans take them to replace what is in them. */
final class Replacing<T> extends AbstractPartialFunction<T, T> {

    private final Predicate<T> isReplaced;
    private final Function<T, T> replacement;

    private Replacing(Predicate<T> isReplaced, Function<T, T> replacement) {
        this.isReplaced = isReplaced;
        this.replacement = replacement;
    }

    static <T> PartialFunction<T, T> where(Predicate<T> isReplaced, Function<T, T> replacement) {
        return new Replacing<>(isReplaced, replacement);
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
