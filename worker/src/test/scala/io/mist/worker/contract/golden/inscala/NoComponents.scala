package io.mist.worker.contract.golden.inscala

import io.mist.api.{BatchJob, Job}
import org.apache.spark.sql.SparkSession

case class Empty()

@Job("nothing")
object NoComponents extends BatchJob[Empty, Unit] {

  override def run(contract: Empty, spark: SparkSession): Unit = ()
}
