"""What a Python process of an executor knows of the run whose task it works on."""

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
    """Where a job's function is found in another process, which has the run's artifact on its path."""

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


class Told:
    """A version of a run's live values as a task was told of it."""

    _last: Told | None = None

    def __init__(self, property: str) -> None:
        self.made: dict[str, Any] = {}
        self._property = property
        self._told = text.parse(property)

    @staticmethod
    def find(run: str) -> Told | None:
        """What this task was told; ``None`` if it belongs to no query of the run."""
        from pyspark import TaskContext

        task = TaskContext.get()
        property = None if task is None else task.getLocalProperty(_PROPERTY)
        if property is None:
            return None
        # Most often all tasks of a process work on one version.
        last = Told._last
        if last is None or last._property != property:
            last = Told._last = Told(property)
        return last if last._told["run"] == run else None

    @staticmethod
    def here(run: str) -> Told:
        told = Told.find(run)
        if told is None:
            raise MistError(
                "job",
                "job-failed",
                f"a live parameter was asked for on an executor, in a task that belongs to no query of run {run};"
                " call get() on the driver and pass the value on",
            )
        return told

    @property
    def version(self) -> int:
        return int(self._told["version"])

    def values(self) -> dict[str, Any]:
        values = self._told.get("values")
        if values is None:
            values = self._told["values"] = text.parse(Gateway.here().live_values(self._property))
        return values  # type: ignore[no-any-return]
