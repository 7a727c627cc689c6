package io.mist.worker.contract.inscala

/** Aliases that stand in another file than what uses them. */
object Aliases {
  type Ports = Seq[Int]
  type Text = String

  object Weekday extends Enumeration {
    type Weekday = Value
    val Monday = Value("monday")
    val Sunday = Value("sunday")
  }
}
