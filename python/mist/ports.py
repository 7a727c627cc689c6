"""The channels and live parameters that a run gives its job; :mod:`mist.testing` has others for unit tests."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar, cast

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame
    from pyspark.sql.streaming import StreamingQuery

T = TypeVar("T")


class Live(ABC, Generic[T]):
    """A live parameter: a value that clients change while the run runs.

    Every record of a micro-batch sees one version of all live parameters of the run.
    """

    @abstractmethod
    def get(self) -> T:
        """Returns the value.

        In a UDF or a pandas function on an executor, and in the function of ``foreachBatch``, it is the value of the
        micro-batch. Elsewhere on the driver, as in a batch job, each call returns the newest value. Call it where the value
        is needed: a value kept in a variable no longer changes.
        """

    @abstractmethod
    def version(self) -> int:
        """Returns the version of the run's live values that :meth:`get` sees here; the first is 1."""

    @abstractmethod
    def column(self) -> Column:
        """Returns the value of each micro-batch as a literal of its plan, so that Spark folds it and pushes it down."""


class Input(ABC, Generic[T]):
    """An input channel: a typed, durable log of messages that clients push over every door.

    A micro-batch that is replayed reads the same messages again.
    """

    @abstractmethod
    def stream(self) -> DataFrame:
        """Returns the messages that clients push: those after the first start of the run; a restart resumes where it left off.

        The columns are the fields of ``T``, or the one column ``value`` where ``T`` is a single value. The route sets the
        maximum per micro-batch (``inputs.<channel>.max-rows-per-batch``).
        """


class Output(ABC, Generic[T]):
    """An output channel: a typed, durable log of messages that clients read over every door."""

    @abstractmethod
    def send_all(self, rows: DataFrame) -> StreamingQuery:
        """Publishes every row of a stream, exactly once, and returns the query, started.

        The columns of ``rows`` are the fields of ``T`` by name, or there is one column where ``T`` is a single value. The log
        holds all messages of a micro-batch or none. The route sets the trigger, the run the checkpoint, and the query
        Spark's output mode.

        Raises ``ValueError`` if ``rows`` is not streaming, or if a column is missing or of another type; the message
        names each. A row that does not fit ``T`` fails the micro-batch.
        """

    @abstractmethod
    def send_batches(self, rows: DataFrame, function: Callable[[DataFrame, int], Sequence[T]]) -> StreamingQuery:
        """Publishes the messages that a function makes from each micro-batch, exactly once; returns the query, started.

        ``function(batch, epoch)`` runs on the driver, once per micro-batch, and again for a replay after a failure. It
        returns the messages of the batch, in order.
        """

    @abstractmethod
    def send(self, message: T) -> None:
        """Publishes one message now, at least once: from a batch job half way through, from ``foreachBatch``, or from a task.

        It returns when the message is in the log. In a task, as in a UDF or ``foreachPartition``, a retry repeats the numbers
        of its messages, and the log drops the numbers that it holds. Raises ``ValueError`` if the message does not fit ``T``.
        """


def initial(value: T) -> Live[T]:
    """The default of a live parameter, for type checkers: ``at_least: Live[int] = initial(3)``.

    It returns the value itself, so ``= 3`` does the same.
    """
    return cast("Live[T]", value)
