package io.mist.examples

import io.mist.testing.{TestInput, TestLive, TestOutput, TestSpark}
import org.apache.spark.sql.{DataFrame, Encoders}
import org.apache.spark.sql.functions.{col, lit}
import org.apache.spark.sql.types.IntegerType
import org.assertj.core.api.Assertions.{assertThat, assertThatThrownBy}
import org.junit.jupiter.api.Test

object KitTest {
  object Level extends Enumeration {
    val Low, High = Value
  }

  case class Severity(value: Int)

  case class Line(severity: Severity, tags: Seq[Severity], text: String, level: Option[Severity])

  case class Alert(text: String, count: Option[Long])
}

/** The test kit as Scala uses it. */
class KitTest {
  import KitTest._

  private val spark = TestSpark.local

  @Test
  def aCaseClassWithOneFieldIsThatFieldInTheColumnsOfAnInput(): Unit = {
    val lines = TestInput.of(Encoders.product[Line], spark)
    val texts = TestOutput.of(Encoders.STRING)
    val rows = lines.stream.filter(col("severity") >= 3 && col("level").isNull).select("text")

    assertThat(lines.stream.schema("severity").dataType).isEqualTo(IntegerType)
    val query = texts.sendAll(rows)
    lines.push(Line(Severity(5), Seq(Severity(1)), "a", None), Line(Severity(1), Nil, "b", Some(Severity(2))))
    query.processAllAvailable()
    query.stop()

    assertThat(texts.messages).containsExactly("a")
  }

  @Test
  def unfitColumnsAreRejectedAsInARun(): Unit = {
    val alerts = TestOutput.of(Encoders.product[Alert])
    val rows = texts()

    assertThatThrownBy(() => alerts.sendAll(rows)).hasMessageContaining("count")
    assertThatThrownBy(() => alerts.sendAll(rows.withColumn("count", lit(1L)).withColumn("x", lit(1))))
      .hasMessageContaining("the columns do not fit Alert: x (expected: text, count)")
  }

  @Test
  def aNullInAFieldWithoutOptionFailsTheQuery(): Unit = {
    val alerts = TestOutput.of(Encoders.product[Alert])
    val rows = texts().select(lit(null).cast("string").as("text"), lit(null).cast("long").as("count"))
    val query = alerts.sendAll(rows)

    assertThatThrownBy(() => query.processAllAvailable()).hasStackTraceContaining("text: null (expected: a value")
  }

  @Test
  def scalasValuesHaveColumns(): Unit = {
    val row = spark
      .range(1)
      .select(
        TestLive.of(Severity(3)).column.as("severity"),
        TestLive.of(Level.High).column.as("level"),
        TestLive.of(BigDecimal("1.5")).column.cast("string").as("price")
      )
      .head()

    assertThat(row.getAs[Int]("severity")).isEqualTo(3)
    assertThat(row.getAs[String]("level")).isEqualTo("High")
    assertThat(row.getAs[String]("price")).startsWith("1.5")
  }

  private def texts(): DataFrame = {
    val input = TestInput.of(Encoders.STRING, spark)
    input.push("a")
    input.stream.select(col("value").as("text"))
  }
}
