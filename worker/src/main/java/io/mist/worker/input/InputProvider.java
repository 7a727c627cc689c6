package io.mist.worker.input;

import java.util.Map;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The format of inputs in Spark; it is made by its class's name. */
public final class InputProvider implements TableProvider {

    static final String SOURCE = "mist.input";

    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        return RunInputs.require(String.valueOf(options.get(SOURCE))).columns();
    }

    @Override
    public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> properties) {
        String name = new CaseInsensitiveStringMap(properties).get(SOURCE);
        return new InputTable(RunInputs.require(String.valueOf(name)));
    }
}
