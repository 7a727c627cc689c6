package io.mist.worker.contract.golden.inscala

import io.mist.api.{Default, Key, Live, Output}

/** The contracts of `golden/refused`, by the name of the job. */
object Refused {

  def contracts: java.util.Map[String, Class[_]] = java.util.Map.of(
    "twins", classOf[Twins],
    "collection", classOf[Collection],
    "anything", classOf[Anything],
    "keys", classOf[Keys],
    "nesting", classOf[Nesting],
    "optional-live", classOf[OptionalLive],
    "recursion", classOf[Recursion],
    "default", classOf[Defaulted],
    "key", classOf[Keyed],
    "two", classOf[Two]
  )

  case class Twins(port: Int, Port: Int)

  case class Collection(names: Set[String])

  case class Anything(value: Any)

  case class Keys(counts: Map[Int, Long])

  case class Nesting(lives: Seq[Live[String]])

  case class OptionalLive(most: Live[Option[Int]])

  case class Node(name: String, children: Seq[Node])

  case class Recursion(node: Node)

  case class Least(value: Int) {
    require(value >= 0, s"value: $value (expected: 0 or more)")
  }

  case class Defaulted(@Default("-1") least: Least)

  case class Alert(service: String, note: String)

  case class Keyed(@Key(Array("servise")) alerts: Output[Alert])

  case class Two(names: Set[String], counts: Map[Int, Long])
}
