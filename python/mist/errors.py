"""Errors with a kind, a stable code, and all problems at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One problem with a request, a contract or a file.

    ``path`` is the place (``window.from``, ``services[2]``; empty for the whole), ``message`` has the offending value, the
    expectation and the next step.
    """

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class MistError(Exception):
    """An error that Mist reports to the party that can fix it.

    ``kind`` is ``caller``, ``job``, ``resources`` or ``internal``; ``code`` is made of lower-case words with hyphens and
    does not change between releases.
    """

    def __init__(self, kind: str, code: str, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.kind = kind
        self.code = code
        self.message = message
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n  ".join([self.message, *map(str, self.problems)])

    def __reduce__(self) -> tuple[object, ...]:
        return MistError, (self.kind, self.code, self.message, self.problems)


def counted(problems: Sequence[Problem]) -> str:
    """``1 problem``, ``2 problems``."""
    return f"{len(problems)} problem{'' if len(problems) == 1 else 's'}"
