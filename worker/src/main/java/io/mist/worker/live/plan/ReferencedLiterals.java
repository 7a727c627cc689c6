package io.mist.worker.live.plan;

import io.mist.worker.hosted.HostedRuns;
import io.mist.worker.live.version.RunLive;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeGenerator;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.ColumnarRule;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.types.DataTypes;
import scala.PartialFunction;

/**
 * Makes a {@link PinnedValue} of every number in the generated code of runs with live values. By then the optimizer has
 * computed with them, so a number may come from a live value without being one. Scans keep their literals: they generate no
 * code of them, but push them down to their sources.
 */
public final class ReferencedLiterals extends ColumnarRule {

    private static final PartialFunction<Expression, Expression> REFER = Replacement.where(
            ReferencedLiterals::isWrittenIntoCode, literal -> PinnedValue.referenced((Literal) literal));

    private static final PartialFunction<SparkPlan, SparkPlan> INSIDE = Replacement.where(
            operator -> !operator.children().isEmpty(), operator -> (SparkPlan) operator.transformExpressions(REFER));

    private final SparkSession session;

    public ReferencedLiterals(SparkSession session) {
        this.session = session;
    }

    @Override
    public Rule<SparkPlan> preColumnarTransitions() {
        return new Rule<>() {
            @Override
            public SparkPlan apply(SparkPlan plan) {
                RunLive live = HostedRuns.find(session, RunLive.class);
                return live == null || live.names().isEmpty() ? plan : (SparkPlan) plan.transform(INSIDE);
            }
        };
    }

    private static boolean isWrittenIntoCode(Expression expression) {
        return expression instanceof Literal literal
                && literal.value() != null
                && !literal.dataType().equals(DataTypes.BooleanType)
                && CodeGenerator.isPrimitiveType(literal.dataType());
    }
}
