package io.mist.examples

import io.mist.api.{BatchJob, Doc, Job}
import org.apache.spark.sql.SparkSession

// region job
@Job("word-count")
@Doc("Counts the words of text files, the most frequent first")
class WordCount extends BatchJob[WordCount.Contract, Seq[WordCount.Count]] {
  import WordCount._

  override def run(job: Contract, spark: SparkSession): Seq[Count] = {
    import spark.implicits._
    val words = spark.read
      .textFile(job.path)
      .flatMap(line => line.toLowerCase.split("\\W+"))
      .filter(word => word.length >= job.shortest.getOrElse(1))
    words
      .groupBy($"value".as("word"))
      .count()
      .orderBy($"count".desc, $"word")
      .limit(job.most)
      .as[Count]
      .collect()
      .toSeq
  }
}

object WordCount {

  case class Contract(
      @Doc("a text file or a directory of text files") path: String,
      @Doc("how many words at most") most: Int = 10,
      @Doc("shorter words are not counted") shortest: Option[Int]
  ) {
    require(most > 0, s"most: $most (expected: at least 1)")
  }

  case class Count(word: String, count: Long)
}
// endregion
