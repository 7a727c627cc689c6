"""Publishes the lines of a topic of Kafka that have the filter in them, each with the filter that it was found by, as the Java job of
the same name."""

from dataclasses import dataclass

from pyspark.sql import SparkSession
from pyspark.sql.functions import col, contains, lit, udf
from pyspark.sql.streaming import StreamingQuery

from mist import Live, Output, stream_job


@dataclass
class Found:
    text: str
    filter: str
    executor: str


@stream_job("real-time-lines-python")
def real_time_lines(
    *, servers: str, topic: str, distinct: bool, filter: Live[str], found: Output[Found], spark: SparkSession
) -> StreamingQuery:
    """``distinct`` here asks for what only a function in Python gives."""
    lines = (
        spark.readStream.format("kafka")
        .option("kafka.bootstrap.servers", servers)
        .option("subscribe", topic)
        .option("startingOffsets", "earliest")
        .load()
        .select(col("value").cast("string").alias("text"))
        .where(contains(col("text"), filter.column()))
    )
    by = udf(lambda text: filter.get())("text") if distinct else filter.column()
    return found.send_all(lines.select("text", by.alias("filter"), lit("python").alias("executor")))
