package io.mist.worker.live;

import org.apache.spark.sql.catalyst.expressions.Expression;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.collection.immutable.Seq$;

/**
 * Takes another value from one record to the next. It is not deterministic, so the optimizer neither folds it nor moves it,
 * nor copies it to the other side of a join, where it would be evaluated once for a batch of minutes.
 */
abstract class RealTimeExpression extends Expression {

    @Override
    public boolean foldable() {
        return false;
    }

    @Override
    public boolean deterministic() {
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
