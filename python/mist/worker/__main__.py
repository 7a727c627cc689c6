"""Carries out the requests of the worker: loads the job, prepares its run, calls it, and checks live values meanwhile."""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
from typing import Any

from mist.errors import MistError
from mist.job import JobDescription, load
from mist.worker.control import Control
from mist.worker.failure import failure_of, java_error, print_traceback
from mist.worker.session import Attached, attach, require_pyspark


# Changes that wait for their check, since one may take long; more are rejected, and the caller may try again.
_MOST_CHECKS = 16


class Hosting:
    """One run of one job. One thread reads messages, another checks values, and the main thread does the rest."""

    def __init__(self, control: Control, job: JobDescription) -> None:
        self._control = control
        self._job = job
        self._steps: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._checks: queue.Queue[dict[str, Any]] = queue.Queue(_MOST_CHECKS)
        self._attached: Attached | None = None
        self._values: dict[str, Any] = {}
        self._calling = False

    def serve(self) -> None:
        """Returns when the run has ended, or when a step has failed."""
        threading.Thread(target=self._read_on, name="mist-control", daemon=True).start()
        threading.Thread(target=self._check_on, name="mist-checks", daemon=True).start()
        self._control.tell("loaded", contract=self._job.contract)
        while True:
            step = self._steps.get()
            if step is None:
                return
            try:
                self._do(step)
            except BaseException as e:
                self._fail(e)

    def _read_on(self) -> None:
        try:
            self._read()
        except BaseException as e:
            # Without a reader the process could be neither interrupted nor ended.
            print_traceback(e)
            os._exit(1)

    def _read(self) -> None:
        for message in iter(self._control.read, None):
            type = message["type"]
            if type == "check":
                self._take(message)
            elif type == "interrupt":
                self._interrupt()
            else:
                self._steps.put(message)
        if self._calling:
            # The worker has gone, or no longer waits for the function.
            os._exit(1)
        self._steps.put(None)

    def _take(self, check: dict[str, Any]) -> None:
        try:
            self._checks.put_nowait(check)
        except queue.Full:
            self._checked(check, [("", f"{_MOST_CHECKS} changes are waiting for their check (expected: fewer); try again")])

    def _check_on(self) -> None:
        while True:
            self._check(self._checks.get())

    def _check(self, message: dict[str, Any]) -> None:
        try:
            problems = [(each.path, each.message) for each in self._job.check_live(message["values"])]
        except BaseException as e:  # A value's own check may call sys.exit, too.
            print_traceback(e)
            problems = [("", f"they cannot be checked: {type(e).__name__}: {e}")]
        self._checked(message, problems)

    def _checked(self, check: dict[str, Any], problems: list[tuple[str, str]]) -> None:
        self._control.tell(
            "checked",
            request=check["request"],
            problems=[{"path": path, "message": message} for path, message in problems],
        )

    def _interrupt(self) -> None:
        if self._calling:
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    def _do(self, step: dict[str, Any]) -> None:
        if step["type"] == "prepare":
            self._prepare(step)
        else:
            self._call()

    def _prepare(self, step: dict[str, Any]) -> None:
        attached = attach(step["gateway"]["port"], step["gateway"]["token"], self._job.place[0])
        # PySpark's own handler cancels the jobs of all runs of the context.
        signal.signal(signal.SIGINT, self._interrupted)
        self._attached = attached
        # Only now is PySpark known to exist.
        from mist.worker.channels import HostedInput, HostedOutput
        from mist.worker.live import DriverLive

        run = attached.host.run()
        self._values = self._job.bind(
            step["parameters"],
            live=lambda name: DriverLive(attached.host, run, self._job, name),
            input=lambda name: HostedInput(attached, name),
            output=lambda name: HostedOutput(attached, self._job, name),
            spark=attached.spark,
        )
        self._control.tell("prepared")

    def _interrupted(self, signal_number: int, frame: Any) -> None:
        if self._calling:
            raise KeyboardInterrupt

    def _call(self) -> None:
        self._calling = True
        try:
            returned = self._job.call(self._values)
        finally:
            self._calling = False
        if self._job.kind == "stream":
            self._require_query(returned)
            self._control.tell("started")
        else:
            self._control.tell("result", json=self._job.result_json(returned))

    def _require_query(self, returned: Any) -> None:
        from pyspark.sql.streaming.query import StreamingQuery

        if not isinstance(returned, StreamingQuery) or self._attached is None:
            raise MistError(
                "job",
                "job-failed",
                f"{self._job.function.__name__}(…) returned {type(returned).__name__} (expected: the StreamingQuery that it"
                " has started)",
            )
        # The query itself, since a query that has ended is no longer found by its id.
        self._attached.host.started(returned._jsq)

    def _fail(self, error: BaseException) -> None:
        if not isinstance(error, MistError):
            print_traceback(error)
        origin = java_error(error)
        if origin is not None and self._attached is not None:
            self._attached.host.threw(origin)
        self._control.tell("failed", **failure_of(error))


def main(artifact: str, name: str, spark_version: str) -> None:
    control = Control()
    try:
        require_pyspark(spark_version)
        job = load(artifact, name)
    except BaseException as e:
        if not isinstance(e, MistError) or e.__cause__ is not None:
            print_traceback(e)
        control.tell("failed", **failure_of(e))
        return
    Hosting(control, job).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
