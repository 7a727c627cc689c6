package io.mist.bench

import io.mist.api.{BatchJob, Job}
import org.apache.spark.sql.SparkSession

/** What CountJob does, in Scala. */
@Job("count-in-scala")
class CountInScala extends BatchJob[CountInScala.Request, Long] {

  override def run(request: CountInScala.Request, spark: SparkSession): Long =
    spark.range(request.rows).filter("id % 3 = 0").count()
}

object CountInScala {

  case class Request(rows: Long = 1000)
}
