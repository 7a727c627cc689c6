"""A job whose tasks need another module of the archive."""

from pyspark.sql import SparkSession
from pyspark.sql.functions import udf
from pyspark.sql.types import LongType

from mist import Live, batch_job
from shop.prices import price


@batch_job("till")
def till(*, fruits: list[str], times: Live[int] = 1, spark: SparkSession) -> int:
    """Adds up what fruits cost."""
    cost = udf(lambda fruit: price(fruit) * times.get(), LongType())
    rows = spark.createDataFrame([(fruit,) for fruit in fruits], "fruit string").select(cost("fruit"))
    return sum(row[0] for row in rows.collect())
