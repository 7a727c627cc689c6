from pyspark.sql import SparkSession
from pyspark.sql.functions import udf

from mist import batch_job

VERSION = "@VERSION@"


def here(number):
    return VERSION


@batch_job("versioned")
def versioned(*, spark: SparkSession) -> list[str]:
    """Says of which version it is, here and in tasks."""
    return [VERSION, *(row[0] for row in spark.range(2).select(udf(here)("id")).collect())]
