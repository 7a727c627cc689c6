"""Offending values as messages show them, whole if short, else their beginning; and suggestions for unknown names."""

from __future__ import annotations

import types
import typing
from collections.abc import Collection

MAX_CHARACTERS = 80
_UNNAMED_MODULES = ("builtins", "typing", "mist.ports")

# Longer names are not compared: the work grows with the square.
MAX_COMPARED = 100


def shown_text(text: str) -> str:
    return text if len(text) <= MAX_CHARACTERS else text[:MAX_CHARACTERS] + "…"


def shown_json(node: object) -> str:
    if node is None:
        return "null"
    if isinstance(node, bool):
        return "true" if node else "false"
    if isinstance(node, dict):
        return "an object"
    if isinstance(node, list):
        return "a list"
    if isinstance(node, str):
        return f'"{shown_text(node)}"'
    return shown_text(str(node))


def shown_value(value: object) -> str:
    """A Python value that does not fit: ``3, an int``."""
    if value is None:
        return "null"
    return f"{shown_text(_text(value))}, {with_article(shown_type(type(value)))}"


def _text(value: object) -> str:
    try:
        return str(value)
    except ValueError:
        return "…"  # Python makes no text of a very long int.


def with_article(name: str) -> str:
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def shown_type(annotation: object) -> str:
    """A type as code has it: ``set[str]``, ``log_alerts.Alert``."""
    if annotation is None or annotation is type(None):
        return "None"
    if typing.get_origin(annotation) is not None:
        return _shown_generic(annotation)
    if isinstance(annotation, type):
        name = annotation.__qualname__
        return name if annotation.__module__ in _UNNAMED_MODULES else f"{annotation.__module__}.{name}"
    return str(annotation).removeprefix("typing.")


def _shown_generic(annotation: object) -> str:
    origin = typing.get_origin(annotation)
    arguments = typing.get_args(annotation)
    if origin is typing.Annotated:
        return shown_type(arguments[0])
    shown = [_shown_argument(argument) for argument in arguments]
    if origin is typing.Union or origin is types.UnionType:
        return " | ".join(shown)
    return f"{shown_type(origin)}[{', '.join(shown)}]" if shown else shown_type(origin)


def _shown_argument(argument: object) -> str:
    if argument is ...:
        return "..."
    return repr(argument) if isinstance(argument, str | int | list) else shown_type(argument)


def suggestion(unknown: str, known: Collection[str]) -> str:
    """``; did you mean 'filter'?``, or a list of the known names."""
    near = _nearest(unknown, known)
    if near is not None:
        return f"; did you mean '{near}'?"
    return f" (expected: one of {', '.join(known)})" if known else " (expected: none)"


def _nearest(unknown: str, known: Collection[str]) -> str | None:
    if len(unknown) > MAX_COMPARED:
        return None
    wanted = _fold(unknown)
    near = [(_distance(wanted, _fold(name)), name) for name in known if len(name) <= MAX_COMPARED]
    near = [(distance, name) for distance, name in near if distance <= (len(name) + 1) // 3]
    return min(near, key=lambda each: each[0])[1] if near else None


def _fold(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")


def _distance(a: str, b: str) -> int:
    """The number of insertions, deletions, replacements and swaps of neighbours."""
    table = [[i + j if i == 0 or j == 0 else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            replaced = table[i - 1][j - 1] + (a[i - 1] != b[j - 1])
            table[i][j] = min(replaced, 1 + table[i - 1][j], 1 + table[i][j - 1])
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[len(a)][len(b)]
