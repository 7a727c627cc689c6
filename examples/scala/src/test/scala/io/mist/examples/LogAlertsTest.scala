package io.mist.examples

import io.mist.examples.LogAlerts.{Alert, Contract, Line}
import io.mist.testing.{TestInput, TestLive, TestOutput, TestSpark}
import org.apache.spark.sql.Encoders
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

class LogAlertsTest {

  private val spark = TestSpark.local

  // region test
  @Test
  def aNewFilterTakesEffectWithTheNextMicroBatch(): Unit = {
    val filter = TestLive.of("error")
    val lines = TestInput.of(Encoders.product[Line], spark)
    val alerts = TestOutput.of(Encoders.product[Alert])

    val query = new LogAlerts().start(Contract(filter, lines, alerts), spark)
    lines.push(Line("an ERROR"), Line("a notice"))
    query.processAllAvailable()
    filter.set("notice")
    lines.push(Line("another error"), Line("another Notice"))
    query.processAllAvailable()
    query.stop()

    assertThat(alerts.messages).containsExactly(Alert("an ERROR"), Alert("another Notice"))
  }
  // endregion
}
