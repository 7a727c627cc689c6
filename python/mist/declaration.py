"""The decorators that make a function a job."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

ATTRIBUTE = "__mist_job__"

BATCH = "batch"
STREAM = "stream"


@dataclass(frozen=True)
class Declaration:
    """What a decorator says: the job's name, ``batch`` or ``stream``, and the check of its parameters, if any."""

    job: str
    kind: str
    check: Callable[..., object] | None

    @property
    def decorator(self) -> str:
        return f"@{self.kind}_job"


def batch_job(name: str, *, check: Callable[..., object] | None = None) -> Callable[[F], F]:
    """Makes a function a job that ends by itself; its signature is the contract, its return value the result.

    ``name`` has lower-case letters, digits, and hyphens between them. ``check`` is called with the
    fixed parameters that it names, once each of them is valid; its exception reaches the caller. The function stays a plain
    function, so that tests can call it.
    """
    return _decorator(name, BATCH, check)


def stream_job(name: str, *, check: Callable[..., object] | None = None) -> Callable[[F], F]:
    """Makes a function a job that runs until it is cancelled. The function returns the ``StreamingQuery`` that it has started.

    ``name`` and ``check`` are those of :func:`batch_job`.
    """
    return _decorator(name, STREAM, check)


def _decorator(name: str, kind: str, check: Callable[..., object] | None) -> Callable[[F], F]:
    if not isinstance(name, str):
        raise TypeError(f'@{kind}_job without a name (expected: one such as @{kind}_job("word-count"))')
    declaration = Declaration(name, kind, check)

    def declare(function: F) -> F:
        other = declaration_of(function)
        if other is not None:
            raise TypeError(
                f"{function.__name__} is declared twice, by {other.decorator} and {declaration.decorator}"
                " (expected: exactly one of them)"
            )
        setattr(function, ATTRIBUTE, declaration)
        return function

    return declare


def declaration_of(thing: object) -> Declaration | None:
    """The declaration of a decorated function; ``None`` if it is no job."""
    # Not by getattr: proxies, such as mocks and lazy modules, have every attribute.
    declared = getattr(thing, "__dict__", {}).get(ATTRIBUTE)
    return declared if isinstance(declared, Declaration) else None
