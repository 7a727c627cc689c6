"""Called as a module of Python's own, which it uses."""

from statistics import mean

from pyspark.sql import SparkSession
from pyspark.sql.functions import udf
from pyspark.sql.types import DoubleType

from mist import Live, batch_job


@batch_job("average")
def average(*, numbers: list[int], factor: Live[int] = 1, spark: SparkSession) -> float:
    weighed = udf(lambda number: float(mean([number, number]) * factor.get()), DoubleType())
    rows = spark.createDataFrame([(number,) for number in numbers], "number long").select(weighed("number"))
    return mean(row[0] for row in rows.collect())
