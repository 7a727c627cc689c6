package io.mist.worker.contract.golden.inscala

import io.mist.api.{BatchJob, Default, Doc, Input, Job, Key, Live, Output}
import java.time.{Duration, Instant, LocalDate}
import org.apache.spark.sql.SparkSession

/** Spark's encoders find an enumeration only at the top level. */
object Level extends Enumeration {
  val LOW, HIGH = Value
}

@Job("everything")
@Doc("Holds every type that all languages have")
class Everything extends BatchJob[Everything.Contract, List[Everything.Part]] {

  override def run(contract: Everything.Contract, spark: SparkSession): List[Everything.Part] =
    contract.whole.parts
}

object Everything {

  case class Numbers(small: Int, large: Long, real: Double, exact: BigDecimal)

  @Doc("when things happen")
  case class Times(at: Instant, length: Duration, day: LocalDate)

  @Doc("a name")
  case class Name(value: String) {
    require(!value.isBlank, s"'$value' is blank (expected: a name)")
  }

  case class Part(
      @Doc("the part's name") name: Name,
      level: Option[Level.Value],
      times: Option[Times]
  )

  case class Range(low: Int, high: Int) {
    require(low <= high, s"low $low is above high $high; swap them")
  }

  case class Whole(
      flag: Boolean,
      text: String,
      level: Level.Value,
      numbers: Numbers,
      times: Times,
      parts: List[Part],
      lists: Map[String, Vector[Int]],
      maps: Seq[Map[String, Name]],
      alias: Option[Name],
      levels: Option[Seq[Level.Value]]
  )

  case class Event(level: Level.Value, day: LocalDate, @Doc("what happened") note: Option[String])

  case class Contract(
      whole: Whole,
      @Doc("how many at most") most: Option[Int],
      range: Option[Range] = None,
      flag: Boolean = false,
      text: String = "low",
      level: Level.Value = Level.LOW,
      large: Long = 7,
      real: Double = 0.5,
      exact: BigDecimal = BigDecimal("0.10"),
      every: Duration = Duration.ofMinutes(1),
      since: Instant = Instant.parse("2026-01-31T12:00:00Z"),
      day: LocalDate = LocalDate.of(2026, 1, 31),
      @Default("nobody") name: Name,
      numbers: Seq[Int] = Seq(1, 2),
      counts: Map[String, Long] = Map("a" -> 1L),
      @Doc("of one piece") price: Live[BigDecimal],
      @Default("HIGH") floor: Live[Level.Value],
      @Default("[]") words: Live[Seq[String]],
      @Default("""{"low": 1, "high": 2}""") limits: Live[Range],
      wholes: Input[Whole],
      lengths: Input[Duration],
      copies: Output[Whole],
      names: Output[Name],
      @Key(Array("level", "day")) events: Output[Event],
      amounts: Output[BigDecimal],
      @Doc("how far it is") progress: Output[Double]
  )
}
