package io.hydrosphere.mist.lib

import org.apache.spark.SparkContext
import org.apache.spark.sql.SparkSession

/** A job in the old style: an `object` or a class without parameters; a route names it as `className = "X$"` or `"X"`.
  *
  * A run that has started a `StreamingContext` goes on for as long as that is active, also after `doStuff` has returned;
  * cancelling it stops the context gracefully. Any other run ends with its result.
  */
trait MistJob {

  /** The context that all runs of this one's namespace share. Do not stop it. */
  def context: SparkContext = CurrentSession.get.sparkContext

  /** Called once per attempt of a run. Whatever it throws ends the run and reaches the caller as the reason.
    *
    * @param parameters what the caller has given, with the route's defaults: JSON's objects are `Map`s, arrays are `List`s,
    *   whole numbers are `Int`, else `Long`, else `BigInt`, others `Double`
    * @return the result, which becomes JSON: maps with text as keys, collections, options, case classes, numbers, text,
    *   times
    */
  def doStuff(parameters: Map[String, Any]): Map[String, Any]
}

private[lib] object CurrentSession {

  /** A session of the run's own, on the shared context. */
  def get: SparkSession = SparkSession.getActiveSession.getOrElse(
    throw new IllegalStateException(
      "no Spark session on this thread (expected: the thread of a run, or one that was started from it);" +
        " in tests, call SparkSession.setActiveSession before the job"
    )
  )
}
