package io.hydrosphere.mist.lib

import java.lang.reflect.{InvocationTargetException, Method}

/** Lets a job publish while it runs, to the route's output `out`, which every door serves, MQTT among them.
  *
  * Call it anywhere: in `doStuff`, in `foreachRDD`, in tasks. A message is in the output's log when the call returns.
  */
trait MQTTPublisher {

  /** Publishes an object, which may hold the same values as the result of `doStuff`. */
  def publish(message: Map[String, Any]): Unit = Publishing.send(message)

  /** Publishes a text; a text that is a JSON object or array is published as that. */
  def publish(message: String): Unit = Publishing.send(message)
}

/** The way to the worker, which this library knows only by name. */
private[lib] object Publishing {

  private val Worker = "io.mist.worker.classic.ClassicOutput"

  private lazy val method: Method =
    try Class.forName(Worker, true, loader).getMethod("publish", classOf[Object])
    catch {
      case e: ClassNotFoundException =>
        throw new IllegalStateException("publish was called outside of a run of Mist (expected: a job started by Mist)", e)
    }

  private def loader: ClassLoader =
    Option(Thread.currentThread.getContextClassLoader).getOrElse(getClass.getClassLoader)

  def send(message: AnyRef): Unit =
    try {
      val _ = method.invoke(null, message)
    } catch {
      case e: InvocationTargetException if e.getCause != null => throw e.getCause
    }
}
