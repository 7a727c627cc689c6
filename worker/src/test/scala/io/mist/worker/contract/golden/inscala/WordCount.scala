package io.mist.worker.contract.golden.inscala

import io.mist.api.{BatchJob, Doc, Job, Output}
import org.apache.spark.sql.SparkSession

@Job("word-count")
class WordCount extends BatchJob[WordCount.Contract, Seq[WordCount.Count]] {

  override def run(contract: WordCount.Contract, spark: SparkSession): Seq[WordCount.Count] = Nil
}

object WordCount {

  case class Contract(
      path: String,
      most: Int = 10,
      separator: String = "\\s+",
      @Doc("the shortest word") shortest: Option[Int] = None,
      progress: Output[Double]
  )

  case class Count(word: String, count: Long)
}
