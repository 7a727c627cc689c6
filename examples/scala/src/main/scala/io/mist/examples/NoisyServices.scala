package io.mist.examples

import io.mist.api.{Default, Doc, Input, Job, Key, Live, Output, StreamJob}
import org.apache.spark.sql.{Dataset, SparkSession}
import org.apache.spark.sql.streaming.StreamingQuery

/** The contract of an object stands beside it, since the parents of an object cannot name its members. */
object Noise {

  case class Contract(
      @Doc("a service is noisy from so many lines in a micro-batch on") @Default("10") atLeast: Live[Int],
      @Doc("services that may be noisy") @Default("[]") ignored: Live[Seq[String]],
      @Doc("what the services log") lines: Input[Line],
      @Doc("the noisy services of each micro-batch") @Key(Array("service")) noisy: Output[Noisy]
  )

  case class Line(service: String, text: Option[String])

  case class Noisy(service: String, lines: Long)
}

// region job
@Job("noisy-services")
@Doc("Says after each micro-batch which services have logged much")
object NoisyServices extends StreamJob[Noise.Contract] {
  import Noise._

  override def start(job: Contract, spark: SparkSession): StreamingQuery = {
    import spark.implicits._
    val heard = job.lines.stream.as[Line].filter(line => !job.ignored.get.contains(line.service))
    job.noisy.sendBatches(
      heard,
      (batch: Dataset[Line], _: Long) =>
        batch
          .groupBy($"service")
          .count()
          .filter($"count" >= job.atLeast.get)
          .orderBy($"service")
          .select($"service", $"count".as("lines"))
          .as[Noisy]
          .collectAsList()
    )
  }
}
// endregion
