"""An output channel that keeps the messages of a job in memory."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from mist.contract import text
from mist.contract.records import RecordType
from mist.ports import Output
from mist.testing import sent, versions

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.streaming import StreamingQuery

T = TypeVar("T")

MOST_MESSAGES = 1_000_000
"""The maximum number of messages of one output; the query that would add one more fails."""

# How often a wait checks whether its query has failed; a failure notifies no waiter.
_LOOK_SECONDS = 0.05
_SHOWN = 10


class TestOutput(Output[T]):
    """An empty channel; ``type`` is the message's.

    Columns are checked as in a run. It is stricter in one respect: rows become dataclasses here, so a ``__post_init__`` checks
    them. Safe for any thread. Messages of ``send`` in a UDF, which is another process, arrive through a folder of this machine;
    that works only in Spark's local mode.
    """

    __test__ = False

    def __init__(self, type: type[T]) -> None:
        from mist.testing.types import message_type

        self._of = type
        self._type = message_type(type)
        self._folder = versions.new_folder()
        self._changed = threading.Condition()
        self._messages: list[T] = []
        self._queries: list[StreamingQuery] = []

    def send_all(self, rows: DataFrame) -> StreamingQuery:
        from mist.testing import columns
        from mist.testing.types import from_row

        _require_streaming(rows)
        columns.check(self._type, rows.schema)
        is_record = isinstance(self._type, RecordType)

        def keep(batch: DataFrame, epoch: int) -> None:
            self._add([from_row(self._type, row if is_record else row[0]) for row in batch.toLocalIterator()])

        return self._start(rows, keep)

    def send_batches(self, rows: DataFrame, function: Callable[[DataFrame, int], Sequence[T]]) -> StreamingQuery:
        _require_streaming(rows)
        return self._start(rows, lambda batch, epoch: self._add(function(batch, epoch)))

    def send(self, message: T) -> None:
        self._add([message])

    def messages(self) -> list[T]:
        """Returns all messages so far, in the order of publication."""
        with self._changed:
            self._take_sent()
            return list(self._messages)

    def json(self) -> list[Any]:
        """Returns the JSON of all messages so far, as subscribers read it."""
        return [json.loads(text.write(self._type.to_json(message))) for message in self.messages()]

    def clear(self) -> None:
        """Forgets the messages so far."""
        with self._changed:
            sent.take(self._folder)
            self._messages.clear()

    def await_messages(self, count: int, seconds: float) -> list[T]:
        """Waits until there are ``count`` messages, and returns all, which may be more.

        If the test feeds the source itself, ``query.processAllAvailable()`` is the better choice, since no message can come
        after it. Raises ``AssertionError`` if there are fewer at the time-out, or if a query of this output has failed.
        """
        end = time.monotonic() + seconds
        with self._changed:
            while len(self._with_sent()) < count:
                left = end - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"{self._missing(count)} after {seconds} s")
                self._fail_if_query_failed(count)
                self._changed.wait(min(left, _LOOK_SECONDS))
            return list(self._messages)

    def _add(self, more: Sequence[T]) -> None:
        """Adds all messages of a micro-batch, or none."""
        for message in more:
            self._type.to_json(message)
        with self._changed:
            self._take_sent()
            self._keep(more)
            self._changed.notify_all()

    def _take_sent(self) -> None:
        """Adds the messages of UDFs, which notify no waiter."""
        self._keep(sent.take(self._folder))

    def _with_sent(self) -> list[T]:
        self._take_sent()
        return self._messages

    def _keep(self, more: Sequence[T]) -> None:
        if len(more) > MOST_MESSAGES - len(self._messages):
            raise RuntimeError(f"more than {MOST_MESSAGES} messages; test with less, or clear() the output in between")
        self._messages.extend(more)

    def _start(self, rows: DataFrame, keep: Callable[[DataFrame, int], None]) -> StreamingQuery:
        # Without a checkpoint of its own Spark makes one, and deletes it when the query stops.
        query = rows.writeStream.outputMode(_output_mode(rows)).foreachBatch(keep).start()
        self._queries.append(query)
        return query

    def _fail_if_query_failed(self, count: int) -> None:
        for query in self._queries:
            error = query.exception()
            if error is not None:
                raise AssertionError(f"{self._missing(count)}; the query has failed") from error

    def _missing(self, count: int) -> str:
        more = len(self._messages) - _SHOWN
        shown = f"{self._messages[:_SHOWN]}{f' and {more} more' if more > 0 else ''}"
        return f"expected {count} messages but there are {len(self._messages)}: {shown}"

    def __reduce__(self) -> tuple[object, ...]:
        return sent.TaskOutput, (self._folder, self._of)


def _require_streaming(rows: DataFrame) -> None:
    if not rows.isStreaming:
        raise ValueError(
            "the DataFrame is not streaming (expected: one that begins with spark.readStream); publish the rows of a"
            " batch with send"
        )


def _output_mode(rows: DataFrame) -> str:
    """Spark's output mode of a query, as in a run, which says what rows are messages: the first that Spark accepts.

    That is append, each row once; for an aggregation without a watermark update, the groups that changed; for a sorted one
    complete, all groups. It is append if no mode fits: Spark then says why when the query starts.
    """
    from pyspark.errors import AnalysisException

    jvm: Any = rows.sparkSession._jvm
    sql = jvm.org.apache.spark.sql
    plan = rows._jdf.queryExecution().analyzed()
    for mode in ("Append", "Update", "Complete"):
        try:
            sql.catalyst.analysis.UnsupportedOperationChecker.checkForStreaming(
                plan, getattr(sql.streaming.OutputMode, mode)()
            )
            return mode.lower()
        except AnalysisException:
            continue
    return "append"
