"""Sends single messages from four tasks, each of which fails half way at first, as the Java job of the same name."""

from pyspark import TaskContext
from pyspark.sql import SparkSession

from mist import Output, batch_job


@batch_job("sends-in-tasks-python")
def sends_in_tasks(*, sent: Output[int], spark: SparkSession) -> int:
    def send(rows):
        for row in rows:
            if row.id % 50 == 25 and TaskContext.get().attemptNumber() == 0:
                raise ValueError("the first attempt fails half way")
            sent.send(row.id)

    spark.range(0, 200, 1, 4).foreachPartition(send)
    sent.send(200)
    return 201
