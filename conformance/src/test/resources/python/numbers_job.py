"""Publishes 100 numbers in each epoch, from four partitions; one of them can wait, as in the Java job ``numbers``."""

import time
from dataclasses import dataclass
from pathlib import Path

import pandas
from pyspark import TaskContext
from pyspark.sql import SparkSession
from pyspark.sql.streaming import StreamingQuery

from mist import Int32, Output, stream_job

# In its third partition.
AT = 1_050


@dataclass
class Number:
    value: int
    partition: Int32
    executor: str


@stream_job("numbers-python")
def numbers(*, directory: str, fault: str, numbers: Output[Number], spark: SparkSession) -> StreamingQuery:
    def look(frames):
        partition = TaskContext.get().partitionId()
        for frame in frames:
            if fault == "wait" and AT in set(frame["value"]):
                Path(directory, "waiting").mkdir(parents=True, exist_ok=True)
                while not Path(directory, "released").exists():
                    time.sleep(0.05)
            yield pandas.DataFrame({"value": frame["value"], "partition": partition, "executor": "python"})

    rows = spark.readStream.format("rate-micro-batch").option("rowsPerBatch", 100).option("numPartitions", 4).load()
    return numbers.send_all(rows.select("value").mapInPandas(look, "value long, partition int, executor string"))
