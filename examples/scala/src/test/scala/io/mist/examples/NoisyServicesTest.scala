package io.mist.examples

import io.mist.examples.Noise.{Contract, Line, Noisy}
import io.mist.testing.{TestInput, TestLive, TestOutput, TestSpark}
import org.apache.spark.sql.Encoders
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

class NoisyServicesTest {

  private val spark = TestSpark.local

  @Test
  def liveValuesOfScalasTypesAreReadOnTheDriverAndInTasks(): Unit = {
    val atLeast = TestLive.of(2)
    val ignored = TestLive.of(Seq.empty[String])
    val lines = TestInput.of(Encoders.product[Line], spark)
    val noisy = TestOutput.of(Encoders.product[Noisy])

    val query = NoisyServices.start(Contract(atLeast, ignored, lines, noisy), spark)
    lines.push(Line("mail", None), Line("web", Some("x")), Line("mail", None))
    query.processAllAvailable()
    atLeast.set(1)
    ignored.set(Seq("mail"))
    lines.push(Line("mail", None), Line("web", None))
    query.processAllAvailable()
    query.stop()

    assertThat(noisy.messages).containsExactly(Noisy("mail", 2), Noisy("web", 1))
  }
}
