package io.hydrosphere.mist.lib

import org.apache.spark.SparkContext
import org.apache.spark.sql.SparkSession

/** A job in the old style: an `object` or a class without parameters; a route names it as `className = "X$"` or `"X"`.
  *
  * A run that has started a `StreamingContext` lasts as long as that context is active, even after `doStuff` has returned;
  * cancelling the run stops the context gracefully. Any other run ends with its result.
  */
trait MistJob {

  /** The Spark context that all runs of the namespace share. Do not stop it. */
  def context: SparkContext = CurrentSession.get.sparkContext

  /** Runs the job. Called once per attempt of a run. An exception ends the run and reaches the caller as the reason.
    *
    * @param parameters of the caller, with the route's defaults: JSON's objects are `Map`s, arrays are `List`s, whole numbers
    *   are `Int`, else `Long`, else `BigInt`, other numbers `Double`
    * @return the result, which becomes JSON: maps with text as keys, collections, options, case classes, numbers, text,
    *   times
    */
  def doStuff(parameters: Map[String, Any]): Map[String, Any]
}

private[lib] object CurrentSession {

  /** The run's own session, on the shared context. */
  def get: SparkSession = SparkSession.getActiveSession.getOrElse(
    throw new IllegalStateException(
      "no Spark session on this thread (expected: the thread of a run, or one that it started);" +
        " in tests, call SparkSession.setActiveSession before the job"
    )
  )
}
