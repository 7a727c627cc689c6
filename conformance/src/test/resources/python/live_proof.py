"""Asks for its live parameters in every way there is, in four queries of four tasks a batch, and notes what each task was
reading: as the Java job of the same name does, in the same files."""

import os
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import pandas
from pyspark import TaskContext
from pyspark.sql import SparkSession
from pyspark.sql.functions import call_function, col, concat_ws, lit, udf
from pyspark.sql.streaming import StreamingQuery
from pyspark.sql.streaming.state import GroupState, GroupStateTimeout
from pyspark.sql.types import IntegerType

from mist import Input, Int32, Live, Output, stream_job

PARTITIONS = 4
ROWS = 32
CYCLE = 16
KEYS = 16
READ = "offset long, columns string, folded long"
WRITTEN = "offset long, partition int, version long, columns string, gets string, folded long"


@dataclass
class Line:
    number: int


@dataclass
class Seen:
    offset: int
    partition: Int32
    version: int
    columns: str
    gets: str
    folded: int


class LiveReading:
    """All live values, as they are read at one place."""

    def __init__(self, serial, word, least):
        self.serial, self.word, self.least = serial, word, least

    def version(self):
        return self.serial.version()

    def text(self):
        return f"{self.serial.get()} {self.word.get()} {self.least.get()}"


class Note:
    """A file of what one attempt has seen of one part of an epoch; its name tells whether it is whole."""

    def __init__(self, directory, query, epoch, part):
        here = Path(directory, "notes", query, str(epoch))
        here.mkdir(parents=True, exist_ok=True)
        self._file = here / f"{part}.{uuid.uuid4()}.cut"
        self._out = open(self._file, "w")

    def line(self, offset, version, columns, gets, folded):
        self._out.write(f"{offset}\t{version}\t{columns}\t{gets}\t{folded}\n")
        self._out.flush()

    def whole(self):
        self._out.close()
        self._file.rename(self._file.with_suffix(".whole"))


def hold(directory, name, epoch, partition, attempt):
    """Where a test may hold up the first attempt, as long as there is a file of this name in ``hold``."""
    file = Path(directory, "hold", name)
    if attempt != 0 or (partition != 2 and name != "foreachBatch") or not file.exists():
        return
    held = Path(directory, "held", name)
    held.parent.mkdir(parents=True, exist_ok=True)
    beside = held.with_name(f"telling{uuid.uuid4()}")
    beside.write_text(f"{epoch} {os.getpid()}")
    if held.exists():
        beside.unlink()
    else:
        beside.rename(held)
    # The test lets go; should it be gone, the task continues.
    at_most = time.monotonic() + 300
    while file.exists() and time.monotonic() < at_most:
        time.sleep(0.02)


def witnessed(rows, directory, query, reading):
    """Adds to each row the live values that its task reads, and notes them."""

    def look(frames):
        task = TaskContext.get()
        epoch = int(task.getLocalProperty("streaming.sql.batchId"))
        read = [row for frame in frames for row in frame.itertuples(index=False)]
        note = Note(directory, query, epoch, task.partitionId())
        written = []
        for number, row in enumerate(read):
            if number == len(read) // 2:
                hold(directory, query, epoch, task.partitionId(), task.attemptNumber())
            seen = (row.offset, task.partitionId(), reading.version(), row.columns, reading.text(), row.folded)
            note.line(seen[0], seen[2], seen[3], seen[4], seen[5])
            written.append(seen)
        note.whole()
        if written:
            names = ["offset", "partition", "version", "columns", "gets", "folded"]
            yield pandas.DataFrame(written, columns=names)

    return rows.mapInPandas(look, WRITTEN)


def wrapped(number):
    """As a long of Java."""
    return (number + 2**63) % 2**64 - 2**63


@stream_job("live-proof-python")
def live_proof(
    *,
    directory: str,
    pauseMillis: int,
    serial: Live[int],
    word: Live[str],
    least: Live[Int32],
    lines: Input[Line],
    columns: Output[Seen],
    seenLines: Output[Seen],
    states: Output[Seen],
    spark: SparkSession,
) -> StreamingQuery:
    reading = LiveReading(serial, word, least)
    asked = udf(lambda offset: least.get(), IntegerType())

    def numbers():
        return (
            spark.readStream.format("rate-micro-batch")
            .option("rowsPerBatch", ROWS)
            .option("numPartitions", PARTITIONS)
            .load()
            .select(col("value").alias("offset"))
        )

    def words(one, two, three):
        return concat_ws(" ", one.cast("string"), two, three.cast("string")).alias("columns")

    def literals():
        return words(serial.column(), word.column(), least.column())

    def fold(key, frames, state: GroupState):
        read = sorted((row.offset, row.columns) for frame in frames for row in frame.itertuples(index=False))
        folded = state.get[0] if state.exists else 0
        made = []
        for offset, text in read:
            folded = wrapped(folded * 31 + reading.serial.get())
            made.append((offset, text, folded))
        state.update((folded,))
        yield pandas.DataFrame(made, columns=["offset", "columns", "folded"])

    def note_batch(batch, epoch):
        rows = witnessed(batch.select("offset", literals(), lit(0).cast("long").alias("folded")), directory, "batches", reading)
        note = Note(directory, "batches", epoch, "driver")
        note.line(-1, reading.version(), reading.text(), reading.text(), 0)
        in_tasks = batch.rdd.mapPartitions(lambda part: [(reading.version(), reading.text())]).collect()
        for version, text in in_tasks:
            note.line(-1, version, text, text, 0)
        for row in sorted(rows.collect()):
            note.line(row.offset, row.version, row.columns, row.gets, row.folded)
        note.whole()
        hold(directory, "foreachBatch", epoch, 0, 0)

    none = lit(0).cast("long").alias("folded")
    filtered = numbers().where(col("offset") % CYCLE >= least.column() * PARTITIONS)
    query = columns.send_all(
        witnessed(
            filtered.select("offset", words(serial.column(), call_function("live", lit("word")), asked("offset")), none),
            directory,
            "columns",
            reading,
        )
    )
    pushed = lines.stream().repartition(PARTITIONS).select(col("number").alias("offset"), literals(), none)
    seenLines.send_all(witnessed(pushed, directory, "seenLines", reading))
    folded = (
        numbers()
        .select("offset", literals(), (col("offset") % KEYS).alias("key"))
        .groupBy("key")
        .applyInPandasWithState(fold, READ, "folded long", "append", GroupStateTimeout.NoTimeout)
    )
    states.send_all(witnessed(folded, directory, "states", reading))
    numbers().writeStream.queryName("batches").trigger(processingTime=f"{pauseMillis} milliseconds").foreachBatch(
        note_batch
    ).start()
    return query
