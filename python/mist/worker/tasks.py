"""The run of a task, as a Python process of an executor knows it."""

from __future__ import annotations

import importlib
from typing import Any

from mist.contract import text
from mist.errors import MistError
from mist.job import JobDescription, read
from mist.worker.executor import Gateway

_PROPERTY = "mist.live"

_jobs: dict[tuple[str, str], JobDescription] = {}


class JobName:
    """The name by which another process, with the run's artifact on its path, finds a job's function."""

    def __init__(self, module: str, function: str) -> None:
        self._key = (module, function)

    @staticmethod
    def of(job: JobDescription) -> JobName:
        return JobName(*job.place)

    def load(self) -> JobDescription:
        """The job, read once per process."""
        known = _jobs.get(self._key)
        if known is None:
            module, function = self._key
            known = _jobs[self._key] = read(getattr(importlib.import_module(module), function), function)
        return known

    def __reduce__(self) -> tuple[object, ...]:
        return JobName, self._key


class TaskLiveValues:
    """The version of a run's live values that a task sees."""

    _last: TaskLiveValues | None = None

    def __init__(self, property: str) -> None:
        self.made: dict[str, Any] = {}
        self._property = property
        self._version = text.parse(property)

    @staticmethod
    def find(run: str) -> TaskLiveValues | None:
        """The version of this task; ``None`` if it belongs to no query of the run."""
        from pyspark import TaskContext

        task = TaskContext.get()
        property = None if task is None else task.getLocalProperty(_PROPERTY)
        if property is None:
            return None
        # The tasks of a process mostly share a version.
        last = TaskLiveValues._last
        if last is None or last._property != property:
            last = TaskLiveValues._last = TaskLiveValues(property)
        return last if last._version["run"] == run else None

    @staticmethod
    def here(run: str) -> TaskLiveValues:
        found = TaskLiveValues.find(run)
        if found is None:
            raise MistError(
                "job",
                "job-failed",
                f"a live parameter was asked for on an executor, in a task that belongs to no query of run {run};"
                " call get() on the driver and pass the value on",
            )
        return found

    @property
    def version(self) -> int:
        return int(self._version["version"])

    def values(self) -> dict[str, Any]:
        values = self._version.get("values")
        if values is None:
            values = self._version["values"] = text.parse(Gateway.here().live_values(self._property))
        return values  # type: ignore[no-any-return]
