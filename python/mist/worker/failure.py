"""Reports exceptions, so that a reader knows what to fix."""

from __future__ import annotations

import contextlib
import os
import re
import site
import sys
import sysconfig
import traceback
from collections.abc import Iterator
from typing import Any

from mist.contract import text
from mist.errors import MistError

_MAX_MESSAGE = 2_000
_MAX_TRACEBACK = 32_768
_MAX_CALLBACK_MESSAGE = 300

# Beside the directories of Python itself: frames in these are not the job's own.
_LIBRARIES = (
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep,
    *{sysconfig.get_path(name) + os.sep for name in ("stdlib", "platstdlib", "purelib", "platlib")},
    site.getusersitepackages() + os.sep,
)
# Debian's own packages and Spark's installation, wherever they are.
_LIBRARY = re.compile(r"/dist-packages/|/pyspark/|/py4j/|/py4j-[^/]*\.zip/|/pyspark\.zip/")


def failure_of(error: BaseException) -> dict[str, Any]:
    """Kind, code, message, problems and traceback, as the worker reads them."""
    kind, code, message = _described(error)
    problems = error.problems if isinstance(error, MistError) else ()
    return {
        "kind": kind,
        "code": code,
        "message": message,
        "problems": [{"path": each.path, "message": each.message} for each in problems],
        "traceback": _traceback(error),
    }


@contextlib.contextmanager
def reporting(host: Any) -> Iterator[None]:
    """Reports the exception of a function that the JVM calls to the worker, and raises a short one instead.

    Spark searches the text for an interruption with a regular expression; a long text, such as one with a stack of the JVM,
    ends the thread of the query silently.
    """
    try:
        yield
    except BaseException as e:  # py4j answers nothing at all to sys.exit.
        print_traceback(e)
        origin = java_error(e)
        if origin is not None:
            host.threw(origin)
        host.raised(text.write(failure_of(e)))
        short = "".join(traceback.format_exception_only(type(e), e)).strip()
        raise RuntimeError(short[:_MAX_CALLBACK_MESSAGE]) from None


def java_error(error: BaseException | None) -> Any:
    """The Java exception that it wraps, or that it was raised from; ``None`` if there is none."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        origin = getattr(error, "_origin", None) or getattr(error, "java_exception", None)
        if origin is not None:
            return origin
        error = error.__cause__ or error.__context__
    return None


def _described(error: BaseException) -> tuple[str, str, str]:
    if isinstance(error, MistError):
        return error.kind, error.code, error.message
    if isinstance(error, SystemExit):
        return "job", "job-exited", f"the job called {_exit(error)}{_place(error)}; a job ends by returning or raising"
    if isinstance(error, MemoryError):
        return (
            "resources",
            "out-of-memory",
            f"Python had no memory left{_place(error)}; give the machine more, or let the job take less",
        )
    return "job", "job-failed", _message(error) + _place(error)


def _exit(error: SystemExit) -> str:
    return f"sys.exit({'' if error.code is None else repr(error.code)})"


def _message(error: BaseException) -> str:
    # Its own text includes the whole stack of the JVM.
    java = getattr(error, "java_exception", None)
    shown = java.toString() if java is not None else str(error)
    message = f"{type(error).__name__}: {shown.strip()}" if shown.strip() else type(error).__name__
    return message if len(message) <= _MAX_MESSAGE else message[:_MAX_MESSAGE] + "…"


def _place(error: BaseException) -> str:
    """The innermost frame of the job, which is most likely the line to look at."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if not frame.filename.startswith((*_LIBRARIES, "<")) and not _LIBRARY.search(frame.filename):
            return f" (at {frame.name}, {os.path.basename(frame.filename)}:{frame.lineno})"
    return ""


def _traceback(error: BaseException) -> str:
    trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return trace if len(trace) <= _MAX_TRACEBACK else "…" + trace[-_MAX_TRACEBACK:]


def print_traceback(error: BaseException) -> None:
    """Prints the traceback, for the run's log."""
    sys.stdout.flush()
    print(_traceback(error), file=sys.stderr, flush=True)
