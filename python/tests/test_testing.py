"""The test kit, with a real Spark."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas
import pytest
from every_type import Level, Name, Part, Times, Whole
from golden_jobs.log_alerts import Alert, Line, Severity, log_alerts
from pyspark import cloudpickle
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql.functions import array_contains, col, count, lit, pandas_udf, udf
from test_values import Samples

from mist import Int32
from mist.testing import TestInput, TestLive, TestOutput

UTC = timezone.utc
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Number:
    value: int


@dataclass(frozen=True)
class Seen:
    value: int
    least: int


def test_a_job_is_tested_as_a_function(mist_spark: SparkSession) -> None:
    lines = TestInput(Line, mist_spark)
    alerts = TestOutput(Alert)
    least = TestLive(Severity(3))
    query = log_alerts(
        services=[], least=least, filter=TestLive(""), lines=lines, alerts=alerts, counts=TestOutput(int)
    )
    lines.push(Line("mail", Severity(3), "full", NOON), Line("web", Severity(2), "slow", NOON))
    query.processAllAvailable()
    assert alerts.messages() == [Alert(NOON, "mail", "full")]
    assert alerts.json() == [{"at": "2026-01-31T12:00:00Z", "service": "mail", "text": "full"}]
    assert least.set(Severity(2)) == 2
    alerts.clear()
    lines.push(Line("web", Severity(2), "slow", NOON))
    query.processAllAvailable()
    assert alerts.messages() == [Alert(NOON, "web", "slow")]


def test_a_live_value_is_read_in_a_udf_and_on_the_driver(mist_spark: SparkSession) -> None:
    numbers = TestInput(Number, mist_spark)
    seen = TestOutput(Seen)
    least = TestLive(1)
    on_driver: list[tuple[int, int]] = []

    @udf("long")
    def in_task(value: int) -> int:
        return least.get()

    def batches(batch: DataFrame, epoch: int) -> list[Seen]:
        on_driver.append((least.get(), least.version()))
        found = [Seen(row.value, row.least) for row in batch.collect()]
        least.set(least.get() + 100)
        return [*found, Seen(-1, least.get())]

    query = seen.send_batches(numbers.stream().withColumn("least", in_task("value")), batches)
    for value in (1, 2):
        numbers.push(Number(value))
        query.processAllAvailable()
    # A change half way through a micro-batch is for the next one.
    assert seen.messages() == [Seen(1, 1), Seen(-1, 1), Seen(2, 101), Seen(-1, 101)]
    assert on_driver == [(1, 1), (101, 2)]
    assert (least.get(), least.version()) == (201, 3)


def test_a_live_value_is_read_in_a_function_of_pandas(mist_spark: SparkSession) -> None:
    least = TestLive(Severity(3))

    @pandas_udf("long")  # type: ignore[call-overload]
    def added(values: pandas.Series) -> pandas.Series:
        return values + least.get().value

    numbers = TestInput(Number, mist_spark)
    seen = TestOutput(int)
    query = seen.send_all(numbers.stream().select(added("value")))
    numbers.push(Number(1))
    query.processAllAvailable()
    least.set(Severity(5))
    numbers.push(Number(1))
    query.processAllAvailable()
    assert seen.messages() == [4, 6]


def test_misuse_in_a_udf_is_reported() -> None:
    with pytest.raises(RuntimeError, match="send_all was used in a UDF"):
        cloudpickle.loads(cloudpickle.dumps(TestOutput(int))).send_all(None)
    copy = cloudpickle.loads(cloudpickle.dumps(TestLive(3)))
    assert copy.get() == 3
    with pytest.raises(RuntimeError, match=r"set\(\) was called in a UDF"):
        copy.set(4)


def test_all_tasks_of_a_micro_batch_see_one_version(mist_spark: SparkSession) -> None:
    live = TestLive(0)

    @udf("long")
    def changing(value: int) -> int:
        return live.version() * 1000 + live.get()

    numbers = TestInput(Number, mist_spark)
    seen = TestOutput(int)
    query = seen.send_all(numbers.stream().repartition(4).select(changing("value")))
    for step in range(3):
        numbers.push(*[Number(i) for i in range(20)])
        query.processAllAvailable()
        assert set(seen.messages()) == {(step + 1) * 1000 + step}
        seen.clear()
        live.set(step + 1)


def test_a_live_value_of_any_scalar_type_has_a_column(mist_spark: SparkSession) -> None:
    values = [True, 3, 0.5, Decimal("0.10"), "a", Level.HIGH, NOON, timedelta(minutes=-1), date(2026, 1, 31), Name("n")]
    (row,) = mist_spark.range(1).select([TestLive(value).column() for value in values]).collect()
    found = [each.astimezone(UTC) if isinstance(each, datetime) else each for each in row]
    assert found == [*values[:5], "HIGH", *values[6:9], "n"]


def test_a_live_list_needs_a_type_for_its_column(mist_spark: SparkSession) -> None:
    rows = mist_spark.createDataFrame([("a",), ("b",)], "word string")
    words = TestLive(["b"], list[str])
    assert rows.where(array_contains(words.column(), col("word"))).collect() == [("b",)]
    assert rows.where(lit(3).cast("int") == TestLive(3, Int32).column()).count() == 2
    with pytest.raises(TypeError, match="does not say what it holds"):
        TestLive(["b"]).column()
    with pytest.raises(ValueError, match="3, an int"):
        TestLive(3, list[str]).column()
    with pytest.raises(ValueError, match="a live parameter always has one"):
        TestLive(None)


def test_messages_of_every_type_are_published(mist_spark: SparkSession) -> None:
    wholes = TestInput(Whole, mist_spark)
    copies = TestOutput(Whole)
    query = copies.send_all(wholes.stream())
    messages = [fitting(Samples(seed)) for seed in range(30)]
    wholes.push(*messages)
    query.processAllAvailable()
    assert copies.messages() == messages


def fitting(samples: Samples) -> Whole:
    """In the range of Spark's columns."""
    whole = samples.whole()
    exact = Decimal(samples.random.randrange(-(10**30), 10**30)).scaleb(-15)
    return Whole(**{**vars(whole), "numbers": type(whole.numbers)(**{**vars(whole.numbers), "exact": exact})})


def test_single_values_have_a_column_of_any_name(mist_spark: SparkSession) -> None:
    names = TestInput(str, mist_spark)
    levels = TestOutput(Level)
    query = levels.send_all(names.stream().select(col("value").alias("level")))
    names.push("HIGH")
    query.processAllAvailable()
    assert levels.messages() == [Level.HIGH]
    assert levels.json() == ["HIGH"]


def test_an_aggregation_publishes_the_groups_that_changed(mist_spark: SparkSession) -> None:
    words = TestInput(str, mist_spark)
    counts = TestOutput(int)
    query = counts.send_all(words.stream().groupBy("value").agg(count("*").alias("n")).select("n"))
    words.push("a", "a", "b")
    query.processAllAvailable()
    assert sorted(counts.messages()) == [1, 2]
    counts.clear()
    words.push("b")
    query.processAllAvailable()
    assert counts.messages() == [2]


def test_all_unfit_columns_are_named(mist_spark: SparkSession) -> None:
    lines = TestInput(Line, mist_spark).stream()
    with pytest.raises(ValueError) as refused:
        TestOutput(Alert).send_all(lines.select("service", col("text").cast("int"), lit(3).alias("x")))
    assert str(refused.value) == (
        "the columns do not fit Alert: column 'at' is missing for Alert (columns: service, text, x); add it; and column"
        " 'text' is INT (expected: STRING); convert it, such as with col(\"text\").cast(\"string\"); and column 'x' is not a"
        ' field of Alert; drop it with drop("x")'
    )
    with pytest.raises(ValueError, match="the columns do not fit int: there are 4 columns"):
        TestOutput(int).send_all(lines)
    with pytest.raises(ValueError, match=r"column 'text' is STRING \(expected: BIGINT or a narrower integer\)"):
        TestOutput(int).send_all(lines.select("text"))
    assert TestOutput(float).send_all(lines.select(lit(3))).isActive


def test_an_unfit_row_fails_the_query(mist_spark: SparkSession) -> None:
    lines = TestInput(Line, mist_spark)
    alerts = TestOutput(Alert)
    alerts.send_all(lines.stream().select("at", "service", "text"))
    lines.push(Line("mail", Severity(3), "full", None))
    with pytest.raises(AssertionError, match="expected 1 messages but there are 0.*the query has failed") as failed:
        alerts.await_messages(1, seconds=120)
    assert "at: null (expected: a date-time such as 2026-01-31T12:00:00Z)" in str(failed.value.__cause__)


def test_an_unfit_message_is_rejected(mist_spark: SparkSession) -> None:
    lines = TestInput(Line, mist_spark)
    with pytest.raises(ValueError, match=r"text: 3, an int \(expected: a string\)"):
        lines.push(Line("mail", Severity(3), 3, None))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="null"):
        TestOutput(Alert).send(None)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"set\[str\] cannot be in a contract; use list"):
        TestOutput(set[str])
    with pytest.raises(ValueError, match="the DataFrame is not streaming"):
        TestOutput(int).send_all(mist_spark.range(3))


def test_messages_are_sent_one_by_one_and_a_test_waits_for_them() -> None:
    parts: TestOutput[Part] = TestOutput(Part)
    parts.send(Part(Name("a"), None, Times(NOON, timedelta(), date(2026, 1, 31))))
    assert parts.await_messages(1, seconds=0) == parts.messages()
    with pytest.raises(AssertionError, match=r"expected 2 messages but there are 1: \[Part\(.* after 0 s"):
        parts.await_messages(2, seconds=0)


def test_functions_in_tasks_send_too(mist_spark: SparkSession) -> None:
    lines = TestInput(Line, mist_spark)
    found: TestOutput[Severity] = TestOutput(Severity)
    counts: TestOutput[int] = TestOutput(int)

    def look(rows: Iterator[Row]) -> None:
        read = 0
        for row in rows:
            found.send(Severity(row["severity"]))
            read += 1
        counts.send(read)

    query = lines.stream().writeStream.foreachBatch(lambda batch, epoch: batch.foreachPartition(look)).start()
    lines.push(Line("mail", Severity(3), "full", None), Line("mail", Severity(2), "slow", None))
    query.processAllAvailable()

    assert sorted(severity.value for severity in found.messages()) == [2, 3]
    assert sum(counts.await_messages(1, seconds=0)) == 2
    found.clear()
    assert found.messages() == []
    with pytest.raises(Exception, match=r"text, a str \(expected: an integer"):
        mist_spark.range(1).foreach(lambda row: counts.send("text"))  # type: ignore[arg-type]


def test_each_test_has_a_session_of_its_own(mist_spark: SparkSession, another: SparkSession) -> None:
    mist_spark.range(1).createOrReplaceTempView("mine")
    assert [table.name for table in another.catalog.listTables()] == []


def test_the_tables_of_a_process_are_its_own_and_are_removed_with_it(mist_spark: SparkSession) -> None:
    program = (
        "from mist.testing import local_spark; spark = local_spark(); spark.range(1).write.saveAsTable('mine');"
        " print(spark.conf.get('spark.sql.warehouse.dir'))"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, timeout=300, stdout=subprocess.PIPE, text=True)
    folder = done.stdout.strip().removeprefix("file:")
    assert Path(folder).name.startswith("mist-warehouse-")
    assert not Path(folder).exists()
    own = mist_spark.conf.get("spark.sql.warehouse.dir")
    assert own is not None and not own.endswith(folder)


@pytest.fixture
def another() -> Iterator[SparkSession]:
    from mist.testing import local_spark

    yield local_spark()
