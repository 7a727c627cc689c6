import time

from pyspark.sql import SparkSession

from mist import Int32, Live, batch_job


@batch_job("polls")
def polls(*, word: Live[str] = "a", number: Live[Int32] = 1, spark: SparkSession) -> list[str]:
    """Asks for its live values until it must stop, and has a task ask whenever they have changed."""
    seen = []
    last = 0
    read = ""
    while read != "stop":
        version = word.version()
        if version == last:
            time.sleep(0.01)
            continue
        now = word.get()
        both = f"{now} {number.get()}"
        if word.version() == version:
            # Nothing has changed in between, so both are of this version.
            in_tasks = spark.sparkContext.parallelize([1], 1).map(lambda one: f"{word.get()} {number.get()}").first()
            seen.append(f"{version}: {both}, tasks {in_tasks}")
            last = version
            read = now
    return seen
