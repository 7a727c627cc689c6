"""What CountJob does, in Python."""

from mist import batch_job
from pyspark.sql import SparkSession


@batch_job("count-in-python")
def count_in_python(spark: SparkSession, rows: int = 1000) -> int:
    return spark.range(rows).filter("id % 3 = 0").count()
