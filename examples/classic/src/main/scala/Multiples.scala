import io.hydrosphere.mist.lib.{MQTTPublisher, MistJob}

// region job
/** Multiplies numbers; publishes each product from the task that has made it, and what is done as a text. */
object Multiples extends MistJob with MQTTPublisher {

  override def doStuff(parameters: Map[String, Any]): Map[String, Any] = {
    val numbers = parameters("numbers").asInstanceOf[List[Int]]
    val multiplier = parameters.getOrElse("multiplier", 2).asInstanceOf[Int]

    val products = context.parallelize(numbers).map(_ * multiplier).cache()
    products.foreach(product => publish(Map("product" -> product)))
    publish(s"${numbers.size} numbers done")
    Map("result" -> products.collect().toList)
  }
}
// endregion
