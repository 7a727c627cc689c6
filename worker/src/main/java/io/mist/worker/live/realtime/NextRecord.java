package io.mist.worker.live.realtime;

import io.mist.worker.link.ServerAccess;
import io.mist.worker.live.plan.GeneratedCode;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.expressions.codegen.FalseLiteral$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * True for every record, and the point at which a task in real-time mode takes the newest version of the live values. It
 * stands right above each source, where nothing has been made of the record yet.
 */
public final class NextRecord extends RealTimeExpression implements Serializable {

    private static final long serialVersionUID = 1L;

    private final ServerAccess server;
    private final String query;

    NextRecord(ServerAccess server, String query) {
        this.server = server;
        this.query = query;
    }

    /** Generated code calls it. */
    public boolean take() {
        RealTimeTask.nextRecord(server, query);
        return true;
    }

    @Override
    public Object eval(InternalRow input) {
        return take();
    }

    @Override
    public ExprCode doGenCode(CodegenContext context, ExprCode code) {
        String self = context.addReferenceObj("nextRecord", this, NextRecord.class.getName());
        return code.copy(
                GeneratedCode.block("boolean %s = %s.take();".formatted(code.value(), self)),
                FalseLiteral$.MODULE$,
                code.value());
    }

    @Override
    public DataType dataType() {
        return DataTypes.BooleanType;
    }

    @Override
    public boolean nullable() {
        return false;
    }

    @Override
    public String toString() {
        return "live values of " + query;
    }

    @Override
    protected List<@Nullable Object> parts() {
        return List.of(server, query);
    }
}
