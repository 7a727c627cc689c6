"""Inputs and outputs, which delegate to the channels of the worker."""

from __future__ import annotations

import contextlib
import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from mist.errors import MistError
from mist.job import JobDescription
from mist.ports import Input, Output
from mist.worker.executor import Gateway
from mist.worker.failure import reporting
from mist.worker.session import Attached
from mist.worker.tasks import JobName, TaskLiveValues


class HostedInput(Input[Any]):
    def __init__(self, attached: Attached, name: str) -> None:
        self._attached = attached
        self._name = name

    def stream(self) -> Any:
        from pyspark.sql import DataFrame

        return DataFrame(self._attached.host.input(self._name), self._attached.spark)

    def __reduce__(self) -> tuple[object, ...]:
        return TaskInput, (self._name,)

    def __repr__(self) -> str:
        return f"input {self._name}"


class HostedOutput(Output[Any]):
    def __init__(self, attached: Attached, job: JobDescription, name: str) -> None:
        self._attached = attached
        self._job = job
        self._name = name

    def send_all(self, rows: Any) -> Any:
        return self._started(lambda: self._attached.host.sendAll(self._name, rows._jdf))

    def send_batches(self, rows: Any, function: Callable[[Any, int], Sequence[Any]]) -> Any:
        from pyspark.java_gateway import ensure_callback_server_started

        gateway = self._attached.spark.sparkContext._gateway
        ensure_callback_server_started(gateway)
        batches = _Batches(self._attached, self._job, self._name, function)
        return self._started(lambda: self._attached.host.sendBatches(self._name, rows._jdf, batches))

    def _started(self, start: Callable[[], Any]) -> Any:
        from pyspark.errors import IllegalArgumentException
        from pyspark.sql.streaming.query import StreamingQuery

        try:
            return StreamingQuery(start())
        except IllegalArgumentException as e:
            raise ValueError(e.getMessage() or str(e)) from e

    def send(self, message: Any) -> None:
        self._attached.host.send(self._name, self._job.output_json(self._name, message))

    def __reduce__(self) -> tuple[object, ...]:
        host = self._attached.host
        return TaskOutput, (
            str(host.run()),
            JobName.of(self._job),
            self._name,
            str(host.messages(self._name)),
            next(_copies),
        )

    def __repr__(self) -> str:
        return f"output {self._name}"


# Numbers the outputs in functions that are sent to executors.
_copies = itertools.count()


class _Numbers:
    """Counts the messages of this process's task. Outputs of one copy, as where a plan calls a function twice for a row, share
    a count."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._attempt = -1
        self._next: dict[int, int] = {}

    @contextlib.contextmanager
    def next(self, task: Any, copy: int) -> Iterator[tuple[str, int, int]]:
        """Sender, attempt and number of a message. The number counts once the message is sent; the next message waits for that."""
        with self._lock:
            attempt = int(task.taskAttemptId())
            if self._attempt != attempt:
                self._attempt = attempt
                self._next = {}
            number = self._next.get(copy, 0)
            yield f"{task.stageId()}.{task.partitionId()}.{copy}", attempt, number
            self._next[copy] = number + 1


_numbers = _Numbers()


class TaskOutput(Output[Any]):
    """An output in a task. Its messages are numbered by task and copy, so that a retry repeats the numbers.

    ``messages`` is the way to the log as the executor's JVM reads it; ``copy`` distinguishes this function's output from
    those of other functions.
    """

    def __init__(self, run: str, job: JobName, name: str, messages: str, copy: int) -> None:
        self._run = run
        self._job = job
        self._name = name
        self._messages = messages
        self._copy = copy

    def send(self, message: Any) -> None:
        json = self._job.load().output_json(self._name, message)
        seen = TaskLiveValues.find(self._run)
        live = 0 if seen is None else seen.version
        with _numbers.next(self._task(), self._copy) as (sender, attempt, number):
            Gateway.here().send(self._messages, sender, attempt, number, live, json)

    def _task(self) -> Any:
        from pyspark import TaskContext

        task = TaskContext.get()
        if task is None:
            raise self._misused("send", "outside of tasks", "call it in the task itself")
        return task

    def send_all(self, rows: Any) -> Any:
        raise self._misused("send_all", "in a task", "publish single messages there with send(…)")

    def send_batches(self, rows: Any, function: Callable[[Any, int], Sequence[Any]]) -> Any:
        raise self._misused("send_batches", "in a task", "publish single messages there with send(…)")

    def _misused(self, method: str, where: str, advice: str) -> MistError:
        return MistError(
            "job", "job-failed", f"{method} of output '{self._name}' was used {where} on an executor; {advice}"
        )

    def __reduce__(self) -> tuple[object, ...]:
        return TaskOutput, (self._run, self._job, self._name, self._messages, self._copy)

    def __repr__(self) -> str:
        return f"output {self._name}"


class _Batches:
    """The function that the worker calls with every micro-batch, on the thread of its query."""

    def __init__(
        self,
        attached: Attached,
        job: JobDescription,
        name: str,
        function: Callable[[Any, int], Sequence[Any]],
    ) -> None:
        self._attached = attached
        self._job = job
        self._name = name
        self._function = function

    def apply(self, batch: Any, epoch: int) -> str:
        from pyspark.sql import DataFrame, SparkSession

        session = SparkSession(self._attached.spark.sparkContext, batch.sparkSession())
        with reporting(self._attached.host):
            messages = self._function(DataFrame(batch, session), epoch)
            return f"[{','.join(self._job.output_json(self._name, message) for message in messages)}]"

    class Java:
        implements = ["io.mist.worker.python.BatchFunction"]


class TaskInput(Input[Any]):
    """An input on an executor, where every use is an error."""

    def __init__(self, name: str) -> None:
        self._name = name

    def stream(self) -> Any:
        raise MistError(
            "job",
            "job-failed",
            f"stream of input '{self._name}' was used in a task on an executor; call stream() where the job's function"
            " begins",
        )

    def __reduce__(self) -> tuple[object, ...]:
        return TaskInput, (self._name,)
