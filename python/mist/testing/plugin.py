"""The fixture ``mist_spark``, which pytest finds by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.fixture
def mist_spark() -> Iterator[SparkSession]:
    """The test's own ``SparkSession``, in local mode; its queries are stopped after the test."""
    from mist.testing.spark import local_spark

    session = local_spark()
    try:
        yield session
    finally:
        for query in session.streams.active:
            query.stop()
