package io.mist.worker.live.plan;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationDef;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationRef;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of an analyzed plan are computed with live values, and with which. What a lambda or a UDF makes of a live
 * value is not seen. Operators are to be shown after their children.
 */
final class LiveColumns {

    private final Map<ExprId, String> columns = new HashMap<>();
    private final Map<Long, List<Attribute>> commonTables = new HashMap<>();

    /** The live parameter that an expression is computed with; null if there is none. */
    @Nullable
    String in(Expression expression) {
        if (expression instanceof LiveExpression live) {
            return live.name();
        }
        if (expression instanceof Attribute column) {
            return columns.get(column.exprId());
        }
        if (expression instanceof SubqueryExpression subquery) {
            String found = inPlan((LogicalPlan) subquery.plan());
            if (found != null) {
                return found;
            }
        }
        return firstIn(asJava(expression.children()));
    }

    private @Nullable String firstIn(List<Expression> expressions) {
        for (Expression expression : expressions) {
            String found = in(expression);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable String inPlan(LogicalPlan plan) {
        String found = firstIn(asJava(plan.expressions()));
        for (LogicalPlan child : asJava(plan.children())) {
            found = found == null ? inPlan(child) : found;
        }
        return found;
    }

    /** Notes the columns that an operator makes. */
    void add(LogicalPlan operator) {
        if (operator instanceof Union union) {
            asJava(union.children()).forEach(child -> copy(asJava(child.output()), asJava(union.output())));
        } else if (operator instanceof Expand expand) {
            asJava(expand.projections()).forEach(row -> copyValues(asJava(row), asJava(expand.output())));
        } else if (operator instanceof Generate generate) {
            asJava(generate.generatorOutput()).forEach(column -> note(column, in((Expression) generate.generator())));
        } else if (operator instanceof CTERelationDef table) {
            commonTables.put(table.id(), asJava(table.output()));
        } else if (operator instanceof CTERelationRef use) {
            copy(commonTables.getOrDefault(use.cteId(), List.of()), asJava(use.output()));
        }
        asJava(operator.expressions()).forEach(this::addNamed);
    }

    private void addNamed(Expression expression) {
        if (expression instanceof Alias alias) {
            note(alias.toAttribute(), in(alias.child()));
        }
        asJava(expression.children()).forEach(this::addNamed);
    }

    private void copy(List<Attribute> from, List<Attribute> to) {
        copyValues(List.copyOf(from), to);
    }

    private void copyValues(List<Expression> from, List<Attribute> to) {
        for (int index = 0; index < Math.min(from.size(), to.size()); index++) {
            note(to.get(index), in(from.get(index)));
        }
    }

    private void note(Attribute column, @Nullable String name) {
        if (name != null) {
            columns.put(column.exprId(), name);
        }
    }
}
