package io.mist.worker.contract.golden.inscala

import io.mist.api.{BatchJob, Job, Output}
import org.apache.spark.sql.SparkSession

object Narrows {

  case class Contract(
      numbers: Numbers,
      tiny: Byte = -1,
      ratio: Float = 0.25f,
      out: Output[Numbers]
  )

  case class Numbers(tiny: Byte, small: Short, ratio: Float)
}

@Job("narrow")
object Narrow extends BatchJob[Narrows.Contract, Narrows.Numbers] {

  override def run(contract: Narrows.Contract, spark: SparkSession): Narrows.Numbers = contract.numbers
}
