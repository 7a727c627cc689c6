"""JSON as Mist reads and writes it everywhere: decimals are exact, and duplicate keys are rejected."""

from __future__ import annotations

import json
import re
import struct
from decimal import Decimal
from typing import Any, NoReturn

from mist.errors import MistError

# No type holds a number with more digits, and Python reads them in quadratic time.
MAX_DIGITS = 1_000

_ESCAPED = re.compile('["\\\\\x00-\x1f\ud800-\udfff]')
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


class Single(float):
    """A number with single precision; its text is the shortest that denotes it."""


def parse(text: str) -> Any:
    """The value of a JSON text; numbers are ``int`` or ``Decimal``.

    Raises :class:`MistError` of kind caller, code ``malformed-json``, with line and column.
    """
    try:
        return json.loads(
            text,
            parse_int=_integer,
            parse_float=_decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as e:
        raise _malformed(f"malformed JSON at line {e.lineno}, column {e.colno}: {e.msg}") from e
    except RecursionError as e:
        raise _malformed("malformed JSON: nested too deeply") from e


def _malformed(message: str) -> MistError:
    return MistError("caller", "malformed-json", message)


def _integer(digits: str) -> int:
    return int(_bounded(digits))


def _decimal(digits: str) -> Decimal:
    return Decimal(_bounded(digits))


def _bounded(digits: str) -> str:
    if len(digits) > MAX_DIGITS:
        raise _malformed(f"malformed JSON: a number with {len(digits)} characters (expected: at most {MAX_DIGITS})")
    return digits


def _refuse_constant(name: str) -> NoReturn:
    raise _malformed(f"malformed JSON: {name} is no JSON value")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _malformed(f"malformed JSON: duplicate field '{name}'")
        found[name] = value
    return found


def write(node: object) -> str:
    """The JSON text of a tree of dicts, lists, strings, numbers, booleans and ``None``, byte for byte as from Java."""
    if node is None:
        return "null"
    if isinstance(node, bool):
        return "true" if node else "false"
    if isinstance(node, str):
        return f'"{_ESCAPED.sub(_escape, node)}"'
    if isinstance(node, int):
        return str(node)
    if isinstance(node, float):
        return _floating(node)
    if isinstance(node, Decimal):
        return str(node.copy_abs() if node.is_zero() else node)
    if isinstance(node, dict):
        return "{" + ",".join(f"{write(name)}:{write(value)}" for name, value in node.items()) + "}"
    if isinstance(node, list | tuple):
        return "[" + ",".join(map(write, node)) + "]"
    raise TypeError(f"{type(node)} is no JSON value")


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    return _SHORT_ESCAPES.get(character) or f"\\u{ord(character):04X}"


def _floating(value: float) -> str:
    """The text of Java's Double.toString: plain from 0.001 to ten million, else with an exponent."""
    shortest = Decimal(_shortest_single(value) if isinstance(value, Single) else repr(float(value)))
    _, digits, _ = shortest.as_tuple()
    power = shortest.adjusted()
    sign = "-" if shortest.is_signed() else ""
    if shortest.is_zero():
        return f"{sign}0.0"
    if -3 <= power < 7:
        plain = f"{shortest:f}"
        return plain if "." in plain else f"{plain}.0"
    mantissa = "".join(map(str, digits)).rstrip("0")
    return f"{sign}{mantissa[0]}.{mantissa[1:] or '0'}E{power}"


def _shortest_single(value: float) -> str:
    exact = struct.pack("<f", value)
    texts = (f"{value:.{digits}g}" for digits in range(1, 10))
    return next(text for text in texts if struct.pack("<f", float(text)) == exact)
