package io.mist.worker.live.plan;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.codegen.Block;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeBlock;
import org.apache.spark.sql.catalyst.expressions.codegen.JavaCode;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Java code as text, for Spark's code generation. */
public final class GeneratedCode {

    private GeneratedCode() {}

    public static Block block(String code) {
        Seq<String> parts = CollectionConverters.asScala(List.of(code)).toSeq();
        Seq<JavaCode> inputs = CollectionConverters.asScala(List.<JavaCode>of()).toSeq();
        return new CodeBlock(parts, inputs);
    }
}
