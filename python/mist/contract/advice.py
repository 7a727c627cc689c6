"""What to use instead of a type that a contract may not hold."""

from __future__ import annotations

import collections.abc
import dataclasses
import enum
import types
import typing
from typing import Any

from mist.contract.port import port_of
from mist.contract.shown import shown_type

_A_CHECKED_STRING = "use str, or a dataclass with one str that checks it"

_BY_NAME = {
    "object": "name the type",
    "Any": "name the type",
    "None": "only a job's result may be None",
    "bytes": "use str, with base64 for what is no text",
    "bytearray": "use str, with base64 for what is no text",
    "complex": "use float",
    "type": "use an Enum",
    "datetime.time": "use datetime, or str",
    "datetime.tzinfo": "use str",
    "fractions.Fraction": "use Decimal",
    "numbers.Number": "use int, float or Decimal",
    "numbers.Real": "use float",
    "numbers.Integral": "use int",
    "uuid.UUID": _A_CHECKED_STRING,
    "pathlib.Path": _A_CHECKED_STRING,
    "pathlib.PurePath": _A_CHECKED_STRING,
    "re.Pattern": _A_CHECKED_STRING,
    "pandas.Timestamp": "use datetime",
    "pandas._libs.tslibs.timestamps.Timestamp": "use datetime",
    "pandas._libs.tslibs.timedeltas.Timedelta": "use timedelta",
    "pandas.core.frame.DataFrame": "use list[…] of a dataclass",
    "pandas.DataFrame": "use list[…] of a dataclass",
    "numpy.ndarray": "use list[float]",
}


def advice(annotation: Any) -> str:
    if isinstance(annotation, str | typing.ForwardRef):
        return "write the type itself, or define its name at the top of the module"
    if isinstance(annotation, typing.TypeVar):
        return "write a type in place of the variable"
    origin = typing.get_origin(annotation) or annotation
    known = _BY_NAME.get(shown_type(annotation)) or _BY_NAME.get(_full_name(origin))
    return known or _on_generic(annotation, origin) or _on_class(origin)


def _full_name(origin: Any) -> str:
    module = getattr(origin, "__module__", "")
    name = getattr(origin, "__qualname__", None) or getattr(origin, "__name__", "")
    return f"{module}.{name}"


def _on_generic(annotation: Any, origin: Any) -> str | None:
    if origin is typing.Union or origin is types.UnionType:
        return _on_union(annotation)
    if origin is typing.Literal:
        return "use an Enum"
    port = port_of(origin)
    if port is not None:
        return f"only a parameter of the job itself may be {port.__name__}"
    if getattr(annotation, "__supertype__", None) is not None:
        return f"use {shown_type(annotation.__supertype__)}, or a dataclass with one field that checks it"
    if origin is dict:
        return _on_dict(annotation)
    return None


def _on_union(annotation: Any) -> str:
    if type(None) in typing.get_args(annotation):
        return "only a parameter or a field of a dataclass may be '| None', with one type beside it"
    return "write one type, or a dataclass that has a field for each"


def _on_dict(annotation: Any) -> str:
    if not typing.get_args(annotation):
        return "write its type arguments, such as dict[str, int]"
    return "use dict[str, …]: JSON's names are strings"


def _on_class(origin: Any) -> str:
    if not isinstance(origin, type):
        return "use a dataclass"
    if origin is list:
        return "write its type arguments, such as list[str]"
    if _full_name(origin).startswith("numpy."):
        return "use int, float or bool"
    if issubclass(origin, enum.Enum):
        return "use list[…] of an Enum" if issubclass(origin, enum.Flag) else "give it a member"
    if hasattr(origin, "_fields") or typing.is_typeddict(origin):
        return "use a dataclass"
    return _on_collection(origin) or _on_plain(origin)


def _on_collection(origin: type) -> str | None:
    if issubclass(origin, collections.abc.Mapping):
        return "use dict[str, …]"
    if issubclass(origin, collections.abc.Iterable) and not dataclasses.is_dataclass(origin):
        return "use list[…]"
    return None


def _on_plain(origin: type) -> str:
    if dataclasses.is_dataclass(origin):
        return "it has type parameters: write a dataclass without them"
    return "it is a class, not a dataclass: make it a dataclass, or put one in its place"
