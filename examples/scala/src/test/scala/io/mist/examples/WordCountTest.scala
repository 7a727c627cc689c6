package io.mist.examples

import io.mist.examples.WordCount.{Contract, Count}
import io.mist.testing.TestSpark
import java.nio.file.{Files, Path}
import org.assertj.core.api.Assertions.{assertThat, assertThatThrownBy}
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class WordCountTest {

  private val spark = TestSpark.local

  @Test
  def theMostFrequentWordsComeFirst(@TempDir directory: Path): Unit = {
    val file = Files.writeString(directory.resolve("a.txt"), "to be or\nnot To be: that\n")
    val counts = new WordCount().run(Contract(file.toString, 3, Some(2)), spark)
    assertThat(counts).isEqualTo(Seq(Count("be", 2), Count("to", 2), Count("not", 1)))
  }

  @Test
  def aCountOfZeroIsRejected(): Unit =
    assertThatThrownBy(() => Contract("a.txt", 0, None)).hasMessageContaining("most: 0 (expected: at least 1)")
}
