package io.mist.worker.contract.inscala

import io.mist.api.{BatchJob, Job, Live, Output}
import org.apache.spark.sql.SparkSession

/** What a contract in Scala may hold beyond what all languages have. */
object Values {

  sealed trait Level
  object Level {
    case object Info extends Level
    case object `on-call` extends Level
  }

  class Meters(val value: Double) extends AnyVal

  case class Metres(value: Double) extends AnyVal

  case class Pair[A, B](first: A, second: B)

  type Ports = Vector[Int]

  case class Contract(
      `app-id`: String,
      level: Level,
      weekday: Aliases.Weekday.Weekday,
      length: Metres,
      lengths: Seq[Metres],
      pair: Pair[Int, Seq[Boolean]],
      ports: Ports,
      text: Aliases.Text,
      bytes: Map[String, Byte],
      shorts: collection.Seq[Short],
      floats: IndexedSeq[Float],
      longs: List[Option2],
      price: BigDecimal,
      count: Live[Int],
      weekdays: Live[Seq[Aliases.Weekday.Value]],
      sums: Output[Map[String, Double]]
  )

  case class Option2(a: Option[Long], b: Option[Boolean])

  /** Its arguments come through a class in between. */
  abstract class Counting[C] extends BatchJob[C, Map[String, Long]]

  @Job("values")
  class Values extends Counting[Contract] {
    override def run(contract: Contract, spark: SparkSession): Map[String, Long] =
      Map("ports" -> contract.ports.sum.toLong, "count" -> contract.count.get.toLong)
  }

  @Job("failing")
  object Failing extends Counting[Contract] {
    throw new IllegalStateException("its body failed")

    override def run(contract: Contract, spark: SparkSession): Map[String, Long] = Map.empty
  }
}
