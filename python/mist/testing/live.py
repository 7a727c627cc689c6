"""A live parameter that a test changes."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, TypeVar

from mist.ports import Live
from mist.testing import versions

if TYPE_CHECKING:
    from pyspark.sql import Column

T = TypeVar("T")

_QUERY = "sql.streaming.queryId"
_EPOCH = "streaming.sql.batchId"


class TestLive(Live[T]):
    """A live parameter with its first value, version 1.

    As in a run, a micro-batch sees one version from its first record to its last, and a change takes effect with the next
    one; so call ``query.processAllAvailable()`` before :meth:`set` to know which lines see which value. Each ``TestLive``
    counts its versions by itself, where a run's live parameters have one version together.

    It is safe for any thread, and works in Spark's local mode only, because UDFs read it from a folder of this machine. In
    a run :meth:`column` is a literal that Spark folds and pushes down; here it is a Python UDF, so that a plan which needs
    a literal is not tested by it.

    ``type`` is needed for a list or dict, or for a width such as ``Int32``: ``TestLive([], list[str])``. Otherwise it is
    the type of the value.
    """

    __test__ = False

    def __init__(self, value: T, type: Any = None) -> None:
        self._type = type
        self._folder = versions.new_folder()
        self._lock = threading.Lock()
        self._number = 0
        self.set(value)

    def set(self, value: T) -> int:
        """Changes the value and returns the new version. Micro-batches that have read it already keep the value before."""
        if value is None:
            raise ValueError("None (expected: a value, since a live parameter always has one)")
        if not hasattr(self, "_lock"):
            raise RuntimeError("set() was called in a UDF, which is another process (expected: the test itself)")
        with self._lock:
            self._number += 1
            versions.add(self._folder, self._number, value)
            return self._number

    def get(self) -> T:
        return versions.value(self._folder, self.version())  # type: ignore[no-any-return]

    def version(self) -> int:
        query, epoch = _micro_batch()
        if query is None or epoch is None:
            return versions.newest(self._folder)
        return versions.pinned(self._folder, query, int(epoch))

    def column(self) -> Column:
        from pyspark.sql.functions import udf

        from mist.testing.types import data_type, row_value

        type = self._value_type()

        def value() -> Any:
            return row_value(type, self.get())

        return udf(value, data_type(type))()

    def _value_type(self) -> Any:
        from mist.testing.types import value_type

        value = self.get()
        if self._type is None and isinstance(value, list | dict):
            raise TypeError(f"{value!r} does not say what it holds; write TestLive({value!r}, list[str]) or what it is")
        type = value_type(value.__class__ if self._type is None else self._type)
        type.to_json(value)
        type.check_column(value)
        return type

    def __getstate__(self) -> dict[str, Any]:
        # A copy in a UDF's process reads the folder.
        return {"_folder": self._folder, "_type": self._type}

    def __repr__(self) -> str:
        return f"TestLive({self.get()!r}, version {self.version()})"


def _micro_batch() -> tuple[str | None, str | None]:
    """The query and the epoch of a task, or of a stream's thread on the driver."""
    from pyspark import SparkContext, TaskContext

    task = TaskContext.get()
    if task is not None:
        return task.getLocalProperty(_QUERY), task.getLocalProperty(_EPOCH)
    context = SparkContext._active_spark_context
    if context is None:
        return None, None
    return context.getLocalProperty(_QUERY), context.getLocalProperty(_EPOCH)
