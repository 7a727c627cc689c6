"""Live values in this process, and in the Python processes of executors."""

from __future__ import annotations

from typing import Any

from mist.contract import text
from mist.errors import MistError
from mist.job import JobDescription
from mist.ports import Live
from mist.worker.tasks import JobName, TaskLiveValues


class DriverLive(Live[Any]):
    """A live parameter beside the Spark driver. In functions that go to executors it becomes a :class:`TaskLive`."""

    def __init__(self, host: Any, run: str, job: JobDescription, name: str) -> None:
        self._host = host
        self._run = run
        self._job = job
        self._name = name
        self._made: tuple[int, Any] = (0, None)

    def get(self) -> Any:
        known, value = self._made
        newer = self._host.live(known)
        if not newer:
            return value
        version = text.parse(newer)
        value = self._job.read_live(self._name, version["values"].get(self._name, _default(self._job, self._name)))
        self._made = (version["version"], value)
        return value

    def version(self) -> int:
        return int(self._host.liveVersion())

    def column(self) -> Any:
        from pyspark.sql.functions import call_function, lit

        return call_function("live", lit(self._name))

    def __reduce__(self) -> tuple[object, ...]:
        return TaskLive, (self._run, JobName.of(self._job), self._name)

    def __repr__(self) -> str:
        return f"live parameter {self._name}"


class TaskLive(Live[Any]):
    """A live parameter in a task, with the value of the task's version, made once per version and process."""

    def __init__(self, run: str, job: JobName, name: str) -> None:
        self._run = run
        self._job = job
        self._name = name

    def get(self) -> Any:
        seen = TaskLiveValues.here(self._run)
        if self._name not in seen.made:
            seen.made[self._name] = self._value(seen)
        return seen.made[self._name]

    def _value(self, seen: TaskLiveValues) -> Any:
        job = self._job.load()
        return job.read_live(self._name, seen.values().get(self._name, _default(job, self._name)))

    def version(self) -> int:
        return TaskLiveValues.here(self._run).version

    def column(self) -> Any:
        raise MistError(
            "job",
            "job-failed",
            f"column() of live parameter '{self._name}' was called in a task on an executor (expected: driver code);"
            " call get() there",
        )

    def __reduce__(self) -> tuple[object, ...]:
        return TaskLive, (self._run, self._job, self._name)

    def __repr__(self) -> str:
        return f"live parameter {self._name}"


def _default(job: JobDescription, name: str) -> Any:
    return job.contract["live"]["properties"][name].get("default")
