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
    """The folder of this process's tables, removed at its end; no other user or run shares it."""
    return tempfile.TemporaryDirectory(prefix="mist-warehouse-", ignore_cleanup_errors=True)


def local_spark() -> SparkSession:
    """Returns a new session, as each run has its own, on the one Spark application of the process, in local mode.

    It has two tasks at a time, no web UI, and two shuffle partitions. The application starts with the first call and ends
    with the process; ``stop()`` of one session stops it for all.
    """
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = (
        SparkSession.builder.master("local[2]")
        .appName("mist-test")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", _SHUFFLE_PARTITIONS)
        # The default is a folder beside the tests.
        .config("spark.sql.warehouse.dir", _warehouse().name)
        .getOrCreate()
        .newSession()
    )
    # An application that was there before has settings of its own.
    session.conf.set("spark.sql.shuffle.partitions", _SHUFFLE_PARTITIONS)
    # A UDF's process looks it up in its module, and so needs the path of this process.
    session.sparkContext.environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    return session
