import io.hydrosphere.mist.lib.{MQTTPublisher, MistJob}
import org.apache.spark.streaming.{Seconds, StreamingContext}

// region job
/** Counts the lines with the filter in the files that come into a directory; a restarted run resumes counting. */
object CountedTextSearch extends MistJob with MQTTPublisher {

  override def doStuff(parameters: Map[String, Any]): Map[String, Any] = {
    val checkpoint = parameters("checkpoint").asInstanceOf[String]
    val ssc = StreamingContext.getOrCreate(checkpoint, () => counting(parameters, checkpoint))
    ssc.start()
    Map.empty[String, Any]
  }

  private def counting(parameters: Map[String, Any], checkpoint: String): StreamingContext = {
    val filter = parameters("filter").asInstanceOf[String]
    val ssc = new StreamingContext(context, Seconds(1))
    ssc.checkpoint(checkpoint)

    ssc
      .textFileStream(parameters("directory").asInstanceOf[String])
      .filter(line => line.toUpperCase.contains(filter.toUpperCase))
      .map(_ => filter -> 1L)
      .updateStateByKey((found: Seq[Long], before: Option[Long]) => Some(before.getOrElse(0L) + found.sum))
      .foreachRDD { (rdd, time) =>
        rdd.collect().foreach { case (word, count) => publish(Map("time" -> time, "filter" -> word, "count" -> count)) }
      }
    ssc
  }
}
// endregion
