package jobs

import io.mist.testing.{TestInput, TestLive, TestOutput, TestSpark}
import jobs.@CLASS@.{Contract, Line}
import org.apache.spark.sql.Encoders
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

class @CLASS@Test {

  @Test
  def aNewFilterTakesEffectWithTheNextMicroBatch(): Unit = {
    val spark = TestSpark.local
    val filter = TestLive.of("error")
    val lines = TestInput.of(Encoders.product[Line], spark)
    val found = TestOutput.of(Encoders.product[Line])

    val query = new @CLASS@().start(Contract(filter, lines, found), spark)
    lines.push(Line("an error"), Line("a notice"))
    query.processAllAvailable()
    filter.set("notice")
    lines.push(Line("another error"), Line("another notice"))
    query.processAllAvailable()
    query.stop()

    assertEquals(java.util.List.of(Line("an error"), Line("another notice")), found.messages)
  }
}
