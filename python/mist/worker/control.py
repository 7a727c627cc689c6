"""Lines of JSON between this process and the worker that has started it."""

from __future__ import annotations

import os
import sys
import threading
from typing import Any

from mist.contract import text


class Control:
    """The standard streams of this process, kept for the worker alone.

    Output of the job, even from C, goes to standard error, which the worker copies to the run's log; the job's standard
    input is empty.
    """

    def __init__(self) -> None:
        sys.stdout.flush()
        self._messages = os.fdopen(os.dup(0), "r", encoding="utf-8")
        self._answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
        self._lock = threading.Lock()
        os.dup2(2, 1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.register_at_fork(after_in_child=self._leave)

    def _leave(self) -> None:
        """For a process that the job forks: if it held the pipes, the worker would not notice the end of this process."""
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, self._messages.fileno(), inheritable=False)
        os.dup2(nothing, self._answers.fileno(), inheritable=False)
        os.close(nothing)

    def read(self) -> dict[str, Any] | None:
        """The next message; ``None`` if the run has ended or the worker has gone."""
        line = self._messages.readline()
        return text.parse(line) if line else None

    def tell(self, type: str, **members: Any) -> None:
        line = text.write({"type": type, **members})
        with self._lock:
            self._answers.write(line + "\n")
            self._answers.flush()
