"""For pytest, which finds it by itself: the fixture ``mist_spark``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.fixture
def mist_spark() -> Iterator[SparkSession]:
    """A ``SparkSession`` of this test's own, in local mode; the queries that it has started are stopped afterwards."""
    from mist.testing.spark import local_spark

    session = local_spark()
    try:
        yield session
    finally:
        for query in session.streams.active:
            query.stop()
