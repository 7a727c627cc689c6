package io.mist.worker.contract.inscala

import io.mist.api.{Default, Live}

/** Contracts that Mist refuses, and what only Scala has to say about them. */
object Unfit {

  case class Alias(ports: Aliases.Ports)

  case class Tuple(pair: (String, Int))

  case class TwoLists(path: String)(val most: Int)

  case class NoneMissing(most: Option[Int] = Some(3))

  case class TwoDefaults(@Default("1") most: Int = 2)

  case class DefaultOfLive(most: Live[Int] = null)

  case class Range(low: Int, high: Int) {
    require(low <= high)
  }

  case class DefaultThrows(range: Range = Range(2, 1))

  case class NotANumber(share: Double = Double.NaN)

  case class Arrays(ports: Array[Int])

  case class Numbers(number: BigInt)

  sealed trait Shape
  case class Circle(radius: Double) extends Shape
  case object Point extends Shape

  case class Sealed(shape: Shape)

  case class Box[A](value: A)

  case class Boxed(box: Box[Option[Int]])

  case class Nested(pauses: Seq[Option[Int]])

  case class Duration(every: scala.concurrent.duration.FiniteDuration)

  class Around {
    case class Inner(path: String)
  }

  def local: Class[_] = {
    case class Local(path: String)
    classOf[Local]
  }
}
