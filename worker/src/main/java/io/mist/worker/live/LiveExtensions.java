package io.mist.worker.live;

import io.mist.worker.hosted.HostedRuns;
import io.mist.worker.live.plan.LiveCheck;
import io.mist.worker.live.plan.LiveExpression;
import io.mist.worker.live.plan.LiveForm;
import io.mist.worker.live.plan.LiveForms;
import io.mist.worker.live.plan.ReferencedLiterals;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.StringType;
import org.jspecify.annotations.Nullable;
import scala.Function1;
import scala.Option;
import scala.Tuple3;
import scala.collection.immutable.Seq;
import scala.runtime.BoxedUnit;

/** Gives every session of the worker the function {@code live('name')}; {@code spark.sql.extensions} names it. */
public final class LiveExtensions implements Function1<SparkSessionExtensions, BoxedUnit> {

    static final String FUNCTION = "live";

    @Override
    public BoxedUnit apply(SparkSessionExtensions extensions) {
        // Once per query execution, and so per micro-batch, before the cache lookup and the optimizer.
        extensions.injectPlanNormalizationRule(session -> new LiveRule((SparkSession) (Object) session));
        extensions.injectColumnar(session -> new ReferencedLiterals((SparkSession) (Object) session));
        // Before a query's plan is resolved for its sink, when the query is started.
        extensions.injectHintResolutionRule(session -> new LiveCheck((SparkSession) (Object) session));
        extensions.injectFunction(new Tuple3<>(
                new FunctionIdentifier(FUNCTION, Option.empty(), Option.empty()),
                new ExpressionInfo(LiveExpression.class.getName(), FUNCTION),
                LiveExtensions::resolve));
        return BoxedUnit.UNIT;
    }

    private static Expression resolve(Seq<Expression> arguments) {
        if (arguments.size() != 1 || nameIn(arguments.apply(0)) == null) {
            throw new IllegalArgumentException("live(" + arguments.mkString(", ")
                    + ") (expected: the name of a live parameter as a string, such as live('filter'))");
        }
        String name = String.valueOf(nameIn(arguments.apply(0)));
        LiveForms forms = HostedRuns.find(SparkSession.active(), LiveForms.class);
        if (forms == null) {
            throw new IllegalArgumentException(
                    "live('" + name + "') outside a run (expected: a query on the session that the job was given)");
        }
        LiveForm form = forms.find(name);
        if (form == null) {
            throw new IllegalArgumentException("live('" + name + "'): no such live parameter in the job's contract; "
                    + "there are: " + forms.names().stream().sorted().toList());
        }
        return new LiveExpression(name, form.dataType());
    }

    private static @Nullable String nameIn(Expression argument) {
        boolean isText = argument instanceof Literal literal && literal.dataType() instanceof StringType;
        return isText && ((Literal) argument).value() != null
                ? ((Literal) argument).value().toString()
                : null;
    }
}
