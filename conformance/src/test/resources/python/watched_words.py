"""A hundred numbers in each epoch, from four partitions; those pass whose word is in a list of any length, as in the Java job
of the same name."""

import os
from dataclasses import dataclass

import pandas
from pyspark.sql import SparkSession
from pyspark.sql.functions import array_contains, col, concat, lit
from pyspark.sql.streaming import StreamingQuery

from mist import Int32, Live, Output, stream_job


@dataclass
class Found:
    word: str
    size: Int32
    executor: str


@stream_job("watched-words-python")
def watched_words(*, words: Live[list[str]], found: Output[Found], spark: SparkSession) -> StreamingQuery:
    def look(frames):
        for frame in frames:
            # An executor of a cluster works in a directory of its own.
            yield pandas.DataFrame({"word": frame["word"], "size": len(words.get()), "executor": os.getcwd()})

    numbers = spark.readStream.format("rate-micro-batch").option("rowsPerBatch", 100).option("numPartitions", 4).load()
    named = numbers.select(concat(lit("word-"), (col("value") % 100).cast("string")).alias("word"))
    return found.send_all(
        named.where(array_contains(words.column(), col("word"))).mapInPandas(look, "word string, size int, executor string")
    )
