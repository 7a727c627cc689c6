"""Inputs and outputs, as the worker's own channels do the work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mist.errors import MistError
from mist.job import JobDescription
from mist.ports import Input, Output
from mist.worker.failure import telling
from mist.worker.session import Attached


class HostedInput(Input[Any]):
    def __init__(self, attached: Attached, name: str) -> None:
        self._attached = attached
        self._name = name

    def stream(self) -> Any:
        from pyspark.sql import DataFrame

        return DataFrame(self._attached.host.input(self._name), self._attached.spark)

    def __reduce__(self) -> tuple[object, ...]:
        return NotInTasks, ("input", self._name, "call stream() where the job's function begins")

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
        return NotInTasks, (
            "output",
            self._name,
            "publish what tasks make with send_all(…), or send(…) on the driver, as in the function of foreachBatch",
        )

    def __repr__(self) -> str:
        return f"output {self._name}"


class _Batches:
    """What the worker calls with every micro-batch, on the thread of its query."""

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
        with telling(self._attached.host):
            messages = self._function(DataFrame(batch, session), epoch)
            return f"[{','.join(self._job.output_json(self._name, message) for message in messages)}]"

    class Java:
        implements = ["io.mist.worker.python.BatchFunction"]


class NotInTasks:
    """What a channel is on an executor: it says so when it is used."""

    def __init__(self, kind: str, name: str, advice: str) -> None:
        self._told = (kind, name, advice)

    def __getattr__(self, method: str) -> Any:
        if method.startswith("__") or method == "_told":
            raise AttributeError(method)
        kind, name, advice = self._told
        raise MistError(
            "job", "job-failed", f"{method} of {kind} '{name}' was used in a task on an executor; {advice}"
        )

    def __reduce__(self) -> tuple[object, ...]:
        return NotInTasks, self._told
