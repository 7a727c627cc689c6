package io.hydrosphere.mist.lib

import org.apache.spark.sql.{SQLContext, SparkSession}

/** A job that uses the run's own Spark SQL session. */
trait SessionSupport {
  def session: SparkSession = CurrentSession.get
}

/** A job that uses Spark SQL by its older name. */
trait SQLSupport {
  def sqlContext: SQLContext = CurrentSession.get.sqlContext
}

/** A job that uses a session with Hive's tables; the namespace sets `spark.sql.catalogImplementation = hive`. */
trait HiveSupport {
  def hiveContext: SparkSession = {
    val session = CurrentSession.get
    val catalog = session.conf.get("spark.sql.catalogImplementation", "in-memory")
    if (catalog != "hive") {
      throw new IllegalStateException(
        s"spark.sql.catalogImplementation is '$catalog' (expected: hive, for a job with HiveSupport);" +
          " set it in the spark-conf of the route's namespace in mist.conf, and restart its worker"
      )
    }
    session
  }
}
