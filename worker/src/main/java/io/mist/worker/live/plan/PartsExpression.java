package io.mist.worker.live.plan;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.jspecify.annotations.Nullable;

/** An expression of Spark's that is equal to another one of its class with equal parts, as case classes are in Scala. */
abstract class PartsExpression extends Expression {

    /** What distinguishes it from others of its class. */
    protected abstract List<@Nullable Object> parts();

    @Override
    public int productArity() {
        return parts().size();
    }

    @Override
    @SuppressWarnings("NullAway")
    public Object productElement(int index) {
        return parts().get(index);
    }

    @Override
    public boolean canEqual(Object other) {
        return getClass().isInstance(other);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other != null && getClass() == other.getClass() && parts().equals(((PartsExpression) other).parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }
}
