package io.mist.examples

import io.mist.api.{Default, Doc, Input, Job, Live, Output, StreamJob}
import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.functions.{col, lower}
import org.apache.spark.sql.streaming.StreamingQuery

// region job
@Job("log-alerts")
@Doc("Publishes the pushed lines that contain the filter, one message per line")
class LogAlerts extends StreamJob[LogAlerts.Contract] {
  import LogAlerts._

  override def start(job: Contract, spark: SparkSession): StreamingQuery = {
    import spark.implicits._
    val found = job.lines.stream
      .filter(lower(col("text")).contains(lower(job.filter.column)))
      .as[Line]
    job.alerts.sendAll(found.map(line => Alert(line.text)))
  }
}

object LogAlerts {

  case class Contract(
      @Doc("lines that contain it are published, in any case; empty publishes every line")
      @Default("error")
      filter: Live[String],
      @Doc("the lines to look at") lines: Input[Line],
      @Doc("the lines found") alerts: Output[Alert]
  )

  case class Line(@Doc("a line of a log") text: String)

  case class Alert(@Doc("the line") text: String)
}
// endregion
