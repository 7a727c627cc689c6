package io.mist.worker.live.realtime;

import io.mist.worker.live.plan.LiveLeaf;

/**
 * Takes another value from one record to the next. It is not deterministic, so the optimizer neither folds it nor moves it,
 * nor copies it to the other side of a join, where it would be evaluated once for a batch of minutes.
 */
abstract class RealTimeExpression extends LiveLeaf {

    @Override
    public boolean deterministic() {
        return false;
    }
}
