"""Jobs of the tests."""

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import time
from dataclasses import dataclass
from enum import Enum

from pyspark.sql import SparkSession
from pyspark.sql.functions import col, lit, udf
from pyspark.sql.streaming import StreamingQuery
from pyspark.sql.types import LongType

from mist import Int32, Live, Output, batch_job, stream_job


class Level(Enum):
    LOW = 1
    HIGH = 2


@dataclass(frozen=True)
class Factor:
    value: int

    def __post_init__(self):
        if self.value == 13:
            sys.exit("no such factor")
        if self.value < 1:
            raise ValueError(f"{self.value} (expected: a factor from 1)")


@dataclass
class Count:
    word: str
    count: int


@dataclass
class Product:
    number: int
    product: int
    factor: int


@batch_job("count-words")
def count_words(*, text: str, at_least: int = 1, spark: SparkSession) -> list[Count]:
    """Counts words."""
    rows = spark.createDataFrame([(word,) for word in text.split()], "word string").groupBy("word").count()
    print("counting", rows.count(), "words")
    return [Count(row["word"], row["count"]) for row in rows.orderBy("word").collect() if row["count"] >= at_least]


@stream_job("multiply")
def multiply(*, directory: str, factor: Live[Factor] = Factor(2), level: Live[Level] = Level.LOW,
             products: Output[Product], spark: SparkSession) -> StreamingQuery:
    @udf(LongType())
    def by_factor(number):
        return number * factor.get().value

    numbers = spark.readStream.schema("number long").option("maxFilesPerTrigger", 1).json(directory)
    return products.send_all(
        numbers.select("number", by_factor("number").alias("product"), factor.column().alias("factor"))
    )


@stream_job("batches")
def batches(*, directory: str, factor: Live[Factor] = Factor(2), products: Output[Product],
            spark: SparkSession) -> StreamingQuery:
    def multiplied(batch, epoch):
        return [Product(row["number"], row["number"] * factor.get().value, factor.get().value)
                for row in batch.collect()]

    numbers = spark.readStream.schema("number long").option("maxFilesPerTrigger", 1).json(directory)
    return products.send_batches(numbers, multiplied)


@batch_job("sends")
def sends(*, factor: Live[Factor] = Factor(3), products: Output[Product], spark: SparkSession) -> int:
    @udf(LongType())
    def by_factor(number):
        return number * factor.get().value

    for row in spark.range(1, 3).select(col("id"), by_factor("id").alias("product")).collect():
        products.send(Product(row["id"], row["product"], factor.get().value))
    return factor.version()


@batch_job("sends-from-tasks")
def sends_from_tasks(*, factor: Live[Factor] = Factor(3), products: Output[Product], spark: SparkSession) -> int:
    @udf(LongType())
    def send(number):
        products.send(Product(number, number * factor.get().value, factor.get().value))
        return number

    # The function stands twice in a row, and there are two of them in one stage.
    return len(spark.range(1, 3).select(send("id").alias("a"), send(col("id") + 10).alias("b")).collect())


@batch_job("sends-at-two-places")
def sends_at_two_places(*, products: Output[Product], spark: SparkSession) -> None:
    @udf(LongType())
    def send(number):
        products.send(Product(number, number, 1))
        return number

    spark.range(1).where(send("id") >= 0).select(send(col("id") + 1)).collect()


@batch_job("uses-a-stream-in-a-task")
def uses_a_stream_in_a_task(*, products: Output[Product], spark: SparkSession) -> None:
    spark.range(1).foreach(lambda row: products.send_all(row))


@stream_job("finds")
def finds(*, directory: str, wanted: Live[list[str]] = [], products: Output[Product],
          spark: SparkSession) -> StreamingQuery:
    @udf(LongType())
    def place(number):
        return len(wanted.get()) if str(number) in wanted.get() else -1

    numbers = spark.readStream.schema("number long").option("maxFilesPerTrigger", 1).json(directory)
    return products.send_all(
        numbers.select("number", place("number").alias("product"), lit(1).cast("long").alias("factor"))
    )


@batch_job("raises")
def raises(*, how: str, spark: SparkSession) -> None:
    if how == "value":
        inner()
    elif how == "task":
        spark.range(1).select(udf(lambda n: inner())("id")).collect()
    elif how == "sql":
        spark.sql("select nothing from nowhere")
    elif how == "exit":
        sys.exit(3)
    elif how == "os-exit":
        os._exit(4)
    elif how == "segfault":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif how == "memory":
        raise MemoryError
    elif how == "thread":
        threading.Thread(target=inner).start()


def inner():
    raise ValueError("the till is empty")


@batch_job("loops")
def loops(*, forever: bool, marker: str) -> None:
    open(marker, "w").close()
    while True:
        try:
            time.sleep(600)
        except KeyboardInterrupt:
            if not forever:
                raise


@stream_job("dies-later")
def dies_later(*, directory: str, products: Output[Product], spark: SparkSession) -> StreamingQuery:
    def die(batch, epoch):
        if not batch.isEmpty():
            ctypes.string_at(0)
        return []

    return products.send_batches(spark.readStream.schema("number long").json(directory), die)


@stream_job("fails-in-batch")
def fails_in_batch(*, directory: str, products: Output[Product], spark: SparkSession) -> StreamingQuery:
    return products.send_batches(spark.readStream.schema("number long").json(directory), lambda batch, epoch: inner())


@stream_job("fails-in-task")
def fails_in_task(*, directory: str, products: Output[Product], spark: SparkSession) -> StreamingQuery:
    failing = udf(lambda number: inner(), LongType())
    numbers = spark.readStream.schema("number long").json(directory)
    return products.send_all(numbers.select("number", failing("number").alias("product"), lit(1).alias("factor")))


@stream_job("wrong-columns")
def wrong_columns(*, directory: str, products: Output[Product], spark: SparkSession) -> StreamingQuery:
    return products.send_all(spark.readStream.schema("number long").json(directory))


@stream_job("returns-another")
def returns_another(*, products: Output[Product]) -> StreamingQuery:
    return "a query"


@stream_job("hangs-in-batch")
def hangs_in_batch(*, directory: str, marker: str, products: Output[Product], spark: SparkSession) -> StreamingQuery:
    def hang(batch, epoch):
        open(marker, "w").close()
        threading.Event().wait()
        return []

    return products.send_batches(spark.readStream.schema("number long").json(directory), hang)


@stream_job("fails-in-job-of-batch")
def fails_in_job_of_batch(*, directory: str, spark: SparkSession) -> StreamingQuery:
    def collect(batch, epoch):
        batch.select(udf(lambda number: inner(), LongType())("number")).collect()

    numbers = spark.readStream.schema("number long").json(directory)
    return numbers.writeStream.foreachBatch(collect).start()


@stream_job("exits-in-batch")
def exits_in_batch(*, directory: str, products: Output[Product], spark: SparkSession) -> StreamingQuery:
    numbers = spark.readStream.schema("number long").json(directory)
    return products.send_batches(numbers, lambda batch, epoch: sys.exit(3))


@stream_job("ends-early")
def ends_early(*, directory: str, products: Output[Product], others: Output[Product],
               spark: SparkSession) -> StreamingQuery:
    """Returns a query that has ended, while another one still runs."""
    def all_of(output):
        numbers = spark.readStream.schema("number long").json(directory)
        return output.send_all(numbers.select("number", lit(1).cast("long").alias("product"), lit(1).cast("long").alias("factor")))

    first = all_of(products)
    first.awaitTermination()
    all_of(others)
    return first


def made(name):
    """A job as factories make them: its own name is not the one by which it is found."""

    @batch_job(name)
    def multiplies(*, factor: Live[Factor] = Factor(2), spark: SparkSession) -> int:
        return spark.range(3, 4).select(udf(lambda n: n * factor.get().value, LongType())("id")).collect()[0][0]

    return multiplies


made_by_a_factory = made("made-by-a-factory")


@batch_job("leaves-a-child")
def leaves_a_child(*, marker: str) -> None:
    child = multiprocessing.get_context("fork").Process(target=time.sleep, args=(600,), daemon=False)
    child.start()
    with open(marker + ".new", "w") as file:
        file.write(str(child.pid))
    os.rename(marker + ".new", marker)
    while True:
        try:
            time.sleep(600)
        except KeyboardInterrupt:
            pass


@batch_job("dies-before-its-child")
def dies_before_its_child() -> None:
    # For longer than a test waits.
    multiprocessing.get_context("fork").Process(target=time.sleep, args=(200,)).start()
    os.kill(os.getpid(), signal.SIGKILL)
