"""Live values in this process, and in the Python processes of executors."""

from __future__ import annotations

import importlib
from typing import Any

from mist.contract import text
from mist.errors import MistError
from mist.job import JobDescription, read
from mist.ports import Live

_PROPERTY = "mist.live"


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
        told = self._host.live(known)
        if not told:
            return value
        version = text.parse(told)
        value = self._job.read_live(self._name, version["values"].get(self._name, _default(self._job, self._name)))
        self._made = (version["version"], value)
        return value

    def version(self) -> int:
        return int(self._host.liveVersion())

    def column(self) -> Any:
        from pyspark.sql.functions import call_function, lit

        return call_function("live", lit(self._name))

    def __reduce__(self) -> tuple[object, ...]:
        function = self._job.function
        return TaskLive, (self._run, function.__module__, function.__qualname__, self._name)

    def __repr__(self) -> str:
        return f"live parameter {self._name}"


class TaskLive(Live[Any]):
    """A live parameter in a task: what the task was told of the run's values, made once per version and process."""

    def __init__(self, run: str, module: str, function: str, name: str) -> None:
        self._run = run
        self._module = module
        self._function = function
        self._name = name

    def get(self) -> Any:
        told = _Told.here(self._run)
        if self._name not in told.made:
            told.made[self._name] = self._value(told)
        return told.made[self._name]

    def _value(self, told: _Told) -> Any:
        job = _job(self._module, self._function)
        return job.read_live(self._name, told.values().get(self._name, _default(job, self._name)))

    def version(self) -> int:
        return _Told.here(self._run).version

    def column(self) -> Any:
        raise MistError(
            "job",
            "job-failed",
            f"column() of live parameter '{self._name}' was called in a task on an executor (expected: driver code);"
            " call get() there",
        )

    def __reduce__(self) -> tuple[object, ...]:
        return TaskLive, (self._run, self._module, self._function, self._name)

    def __repr__(self) -> str:
        return f"live parameter {self._name}"


class _Told:
    """A version as a task was told of it."""

    _last: _Told | None = None

    def __init__(self, property: str) -> None:
        self.property = property
        self.made: dict[str, Any] = {}
        self._told = text.parse(property)

    @staticmethod
    def here(run: str) -> _Told:
        from pyspark import TaskContext

        task = TaskContext.get()
        property = None if task is None else task.getLocalProperty(_PROPERTY)
        if property is not None:
            # Most often all tasks of a process work on one version.
            last = _Told._last
            if last is None or last.property != property:
                last = _Told._last = _Told(property)
            if last._told["run"] == run:
                return last
        raise MistError(
            "job",
            "job-failed",
            f"a live parameter was asked for on an executor, in a task that belongs to no query of run {run};"
            " call get() on the driver and pass the value on",
        )

    @property
    def version(self) -> int:
        return int(self._told["version"])

    def values(self) -> dict[str, Any]:
        values = self._told.get("values")
        if values is None:
            raise MistError(
                "job",
                "live-values-too-large",
                f"version {self.version} of the live values is too large to be read in Python on executors (expected: at"
                " most 8 KiB of JSON for all of them); use column(), or call get() in the function of foreachBatch",
            )
        return values  # type: ignore[no-any-return]


def _default(job: JobDescription, name: str) -> Any:
    return job.contract["live"]["properties"][name].get("default")


_jobs: dict[tuple[str, str], JobDescription] = {}


def _job(module: str, function: str) -> JobDescription:
    """The job in this process, which has the run's artifact on its path."""
    known = _jobs.get((module, function))
    if known is None:
        found: Any = importlib.import_module(module)
        for part in function.split("."):
            found = getattr(found, part)
        known = _jobs[module, function] = read(found)
    return known
