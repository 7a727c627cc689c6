package jobs

import io.mist.api.{Default, Doc, Input, Job, Live, Output, StreamJob}
import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.functions.col
import org.apache.spark.sql.streaming.StreamingQuery

@Job("@NAME@")
@Doc("Publishes the pushed lines that contain the filter")
class @CLASS@ extends StreamJob[@CLASS@.Contract] {

  override def start(job: @CLASS@.Contract, spark: SparkSession): StreamingQuery =
    job.found.sendAll(job.lines.stream.filter(col("text").contains(job.filter.column)))
}

object @CLASS@ {

  case class Contract(
      @Doc("lines that contain it are published") @Default("error") filter: Live[String],
      @Doc("the lines to look at") lines: Input[Line],
      @Doc("the lines found") found: Output[Line]
  )

  case class Line(text: String)
}
