"""What a run gives its job. Mist makes them; for unit tests there are those of :mod:`mist.testing`."""

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
        """The value.

        In a UDF or a pandas function on an executor, and in the function of ``foreachBatch``, it is the one of the
        micro-batch; elsewhere on the driver, as in a batch job, it is the newest, at each call. Call it where the value is
        needed: a value kept in a variable no longer changes.
        """

    @abstractmethod
    def version(self) -> int:
        """The version of the run's live values that :meth:`get` sees here; the first is 1."""

    @abstractmethod
    def column(self) -> Column:
        """The value of each micro-batch as a literal of that batch's plan, so that Spark folds it and pushes it down."""


class Input(ABC, Generic[T]):
    """An input channel: a typed, durable log of messages that clients push over every door.

    It replays: a micro-batch that is run again reads the same messages.
    """

    @abstractmethod
    def stream(self) -> DataFrame:
        """What clients push, from the run's first start on; later from where the query left off.

        The columns are the fields of ``T``, or the one column ``value`` where ``T`` is a single value. How much a
        micro-batch takes at most is set by the route (``inputs.<channel>.max-rows-per-batch``).
        """


class Output(ABC, Generic[T]):
    """An output channel: a typed, durable log of messages that clients read over every door."""

    @abstractmethod
    def send_all(self, rows: DataFrame) -> StreamingQuery:
        """Publishes every row of a stream, exactly once, and returns the query, started.

        The columns of ``rows`` are the fields of ``T`` by name, or there is one column where ``T`` is a single value. The
        messages of a micro-batch are in the log all together or not at all. The trigger comes from the route and the
        checkpoint from the run; Spark's output mode is chosen by the query.

        Raises ``ValueError`` if ``rows`` is not streaming, or if a column is missing or of another type; the message
        names each. A row that does not fit ``T`` fails the micro-batch.
        """

    @abstractmethod
    def send_batches(self, rows: DataFrame, function: Callable[[DataFrame, int], Sequence[T]]) -> StreamingQuery:
        """Publishes what a function makes of every micro-batch, exactly once; returns the query, started.

        ``function(batch, epoch)`` runs on the driver, once per micro-batch, and again for one that is replayed after a
        failure. It returns the messages of the batch, in order.
        """

    @abstractmethod
    def send(self, message: T) -> None:
        """Publishes one message now, at least once: from a batch job half way through, from ``foreachBatch``, or from a task.

        It returns when the message is in the log. In a task, as in a UDF or ``foreachPartition``, a retry repeats the numbers
        of its messages, and the log drops those it has. Raises ``ValueError`` if the message does not fit ``T``.
        """


def initial(value: T) -> Live[T]:
    """The default of a live parameter, for type checkers: ``at_least: Live[int] = initial(3)``.

    It is the value itself, so that ``= 3`` does the same.
    """
    return cast("Live[T]", value)
