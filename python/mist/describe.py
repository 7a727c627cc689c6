"""``python -m mist.describe [--pretty] ARTIFACT [NAME]``: reads contracts from an artifact.

It prints one line of JSON, ``{"contracts": […]}`` or ``{"failure": …}``; output of the artifact itself goes to stderr.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from typing import Any, TextIO

from mist import artifact, job
from mist.contract import text
from mist.errors import MistError

_PRETTY = "--pretty"


def main(words: list[str]) -> int:
    """The exit code: 0 with contracts, 1 with a failure, 2 if the arguments are wrong."""
    pretty = words[:1] == [_PRETTY]
    arguments = words[1:] if pretty else words
    if not 1 <= len(arguments) <= 2:
        print(f"usage: python -m mist.describe [{_PRETTY}] ARTIFACT [NAME]", file=sys.stderr)
        return 2
    with _own_stdout() as out:
        answer = describe(*arguments)
        line = text.write(answer)
        out.write(json.dumps(json.loads(line), indent=2, ensure_ascii=False) if pretty else line)
        out.write("\n")
    return 1 if "failure" in answer else 0


@contextlib.contextmanager
def _own_stdout() -> Iterator[TextIO]:
    """Reserves standard output for the answer: other output, even of libraries in C, goes to stderr."""
    sys.stdout.flush()
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(2, 1)
        try:
            yield out
        finally:
            sys.stdout.flush()
            out.flush()
            os.dup2(out.fileno(), 1)


def describe(path: str, name: str | None = None) -> dict[str, Any]:
    """The text of the answer."""
    try:
        return {"contracts": [each.contract for each in _jobs(path, name)]}
    except MistError as e:
        return _failure(e)
    except Exception as e:
        return _failure(MistError("job", "job-not-loadable", f"{path}: {type(e).__name__}: {e}"))


def _jobs(path: str, name: str | None) -> list[job.JobDescription]:
    if name is not None:
        return [job.load(path, name)]
    return [job.read(function, found) for found, function in artifact.find(path).items()]


def _failure(error: MistError) -> dict[str, Any]:
    problems = [{"path": each.path, "message": each.message} for each in error.problems]
    return {
        "failure": {"kind": error.kind, "code": error.code, "message": error.message, "problems": problems}
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
