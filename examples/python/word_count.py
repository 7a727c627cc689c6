from dataclasses import dataclass
from typing import Annotated

from pyspark.sql import SparkSession
from pyspark.sql.functions import col, explode, lower, split

from mist import Doc, batch_job


@dataclass
class Count:
    word: str
    count: int


@batch_job("word-count")
def word_count(
    *,
    text: Annotated[list[str], Doc("the lines to count in")],
    most: Annotated[int, Doc("so many words at most, the most frequent ones")] = 10,
    spark: SparkSession,
) -> list[Count]:
    """Counts the words of a text"""
    lines = spark.createDataFrame([(line,) for line in text], "line string")
    words = lines.select(explode(split(lower("line"), r"\W+")).alias("word")).where("word <> ''")
    counts = words.groupBy("word").count().orderBy(col("count").desc(), "word").limit(most)
    return [Count(row["word"], row["count"]) for row in counts.collect()]
