package io.mist.worker.contract.inscala

import io.mist.worker.contract.golden.inscala.Everything.Whole
import org.apache.spark.sql.{Encoder, Encoders}

/** What Spark makes of case classes; only Scala's compiler can ask for it. */
object Encoded {

  def wholes: Encoder[Whole] = Encoders.product[Whole]
}
