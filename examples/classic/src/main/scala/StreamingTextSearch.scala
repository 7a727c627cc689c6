import io.hydrosphere.mist.lib.{MQTTPublisher, MistJob}
import org.apache.spark.rdd.RDD
import org.apache.spark.streaming._

import scala.collection.mutable

// region job
/** Searches the lines of a night's log, a few in every batch, again and again. */
object StreamingTextSearch extends MistJob with MQTTPublisher {

  private val night = List(
    "[info] 23:00 backup begins",
    "[warning] 23:10 disk 2 is slow",
    "[error] 23:40 disk 2 does not answer",
    "[info] 23:41 backup continues without disk 2",
    "[info] 23:59 backup ends with 1 Error"
  )

  override def doStuff(parameters: Map[String, Any]): Map[String, Any] = {
    val filter: String = parameters("filter").asInstanceOf[String]
    val ssc = new StreamingContext(context, Seconds(1))

    val lines = mutable.Queue(context.parallelize(night))
    val inputStream = ssc.queueStream(lines)

    val filtered = inputStream.filter(line => line.toUpperCase.contains(filter.toUpperCase))

    filtered.foreachRDD { (rdd: RDD[String], time: Time) =>
      val found = rdd.collect().toList
      publish(Map("time" -> time, "length" -> found.length, "collection" -> found.toString))
      lines.synchronized(lines += context.parallelize(night))
    }
    ssc.start()
    Map.empty[String, Any]
  }
}
// endregion
