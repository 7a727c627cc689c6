"""Spark for tests."""

from __future__ import annotations

import os
import sys
import tempfile
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_SHUFFLE_PARTITIONS = "2"


@lru_cache(1)
def _warehouse() -> tempfile.TemporaryDirectory[str]:
    """The tables of this process, which removes them at its end: those of another user or run are none of its own."""
    return tempfile.TemporaryDirectory(prefix="mist-warehouse-", ignore_cleanup_errors=True)


def local_spark() -> SparkSession:
    """A new session, as each run has one of its own, on the process's one Spark application in local mode.

    It has two tasks at a time, no web UI, and two shuffle partitions. The application starts with the first call and ends
    with the process; to ``stop()`` a session stops it for all.
    """
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = (
        SparkSession.builder.master("local[2]")
        .appName("mist-test")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", _SHUFFLE_PARTITIONS)
        # Else it is a folder beside the tests.
        .config("spark.sql.warehouse.dir", _warehouse().name)
        .getOrCreate()
        .newSession()
    )
    # Where the application was there before, it has settings of its own.
    session.conf.set("spark.sql.shuffle.partitions", _SHUFFLE_PARTITIONS)
    # A UDF is looked for in its module: its process has to find what this one finds.
    session.sparkContext.environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    return session
