package io.mist.worker.contract.golden.inscala

import io.mist.api.{BatchOnChange, Default, Doc, Input, Job, Key, Live, Output, StreamJob}
import java.time.Instant
import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.functions.col
import org.apache.spark.sql.streaming.StreamingQuery

/** Beside the job: the parents of an object cannot name what is in it. */
object Alerts {

  case class Contract(
      @Doc("services to watch; empty means all") services: Seq[String],
      @Doc("lines below this severity are dropped") @Default("3") least: Live[Severity],
      @Doc("lines that contain it, in any case") @Default("error") filter: Live[String],
      @Doc("the lines to look at") lines: Input[Line],
      @Doc("the lines that matter") @Key(Array("service")) alerts: Output[Alert],
      @BatchOnChange counts: Output[Long]
  )

  case class Severity(value: Int) {
    require(value >= 0 && value <= 7, s"severity: $value (expected: 0..7)")
  }

  case class Line(
      service: String,
      severity: Severity,
      @Doc("a line of a log") text: String,
      at: Option[Instant]
  )

  @Doc("a line that matters")
  case class Alert(at: Instant, service: String, text: String)
}

@Job("log-alerts")
@Doc("Publishes the log lines that matter")
object LogAlerts extends StreamJob[Alerts.Contract] {

  override def start(job: Alerts.Contract, spark: SparkSession): StreamingQuery =
    job.alerts.sendAll(
      job.lines.stream
        .filter(col("severity").geq(job.least.column))
        .select("at", "service", "text")
    )
}
