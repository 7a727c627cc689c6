import os
import signal
import sys

from pyspark.sql import SparkSession
from pyspark.sql.functions import udf

from mist import batch_job


@batch_job("throws")
def throws() -> None:
    raise ValueError("the till is empty")


@batch_job("throws-in-task")
def throws_in_task(*, spark: SparkSession) -> None:
    spark.range(1).select(udf(lambda number: 1 // number)("id")).collect()


@batch_job("exits")
def exits() -> None:
    sys.exit(3)


@batch_job("crashes")
def crashes() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


@batch_job("endless")
def endless() -> None:
    while True:
        try:
            signal.pause()
        except KeyboardInterrupt:
            pass


@batch_job("pauses")
def pauses() -> None:
    signal.pause()
