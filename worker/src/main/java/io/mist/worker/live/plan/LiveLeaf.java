package io.mist.worker.live.plan;

import org.apache.spark.sql.catalyst.expressions.Expression;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.collection.immutable.Seq$;

/**
 * What stands for a live parameter in a plan, in one of its forms. It has no children, and the optimizer must not fold it: that
 * would take its value too early, or make a literal of what must not travel as one.
 */
public abstract class LiveLeaf extends PartsExpression {

    @Override
    public boolean foldable() {
        return false;
    }

    @Override
    public Seq<Expression> children() {
        return Seq$.MODULE$.<Expression>empty();
    }

    @Override
    public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
        return this;
    }

    @Override
    public String prettyName() {
        return "live";
    }
}
