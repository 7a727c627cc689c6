"""Reads annotations; every type that a contract may not hold becomes a problem, with its path."""

from __future__ import annotations

import dataclasses
import enum
import inspect
import sys
import types
import typing
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from mist.annotations import BatchOnChange, Bits, Doc, Key
from mist.contract import paths
from mist.contract.advice import advice
from mist.contract.composites import EnumType, ListType, MapType
from mist.contract.numbers import DecimalType, FloatingType, IntegerType
from mist.contract.records import Field, RecordType, Shape, WrappedType
from mist.contract.shown import shown_type
from mist.contract.times import DateType, DurationType, InstantType
from mist.contract.values import BooleanType, NothingType, StringType, ValueType
from mist.errors import Problem

# Deeper types are rejected: no reader of a contract would follow them.
MAX_DEPTH = 32

# Types within one parameter, counted at every occurrence: dataclasses of dataclasses can double at every step.
MAX_TYPES = 5_000

_SCALARS: dict[Any, ValueType] = {
    bool: BooleanType(),
    int: IntegerType(64),
    float: FloatingType(64),
    Decimal: DecimalType(),
    str: StringType(),
    datetime: InstantType(),
    timedelta: DurationType(),
    date: DateType(),
}

_WIDTHS: dict[tuple[Any, int], ValueType] = {
    (int, 8): IntegerType(8),
    (int, 16): IntegerType(16),
    (int, 32): IntegerType(32),
    (float, 32): FloatingType(32),
}


@dataclasses.dataclass
class Marks:
    """The annotations beside a type in ``Annotated[…]``."""

    doc: str | None = None
    key: Key | None = None
    batch_on_change: bool = False


def unmarked(annotation: Any) -> tuple[Any, Marks]:
    """The type of a parameter or field, and the marks of the parameter or field itself."""
    marks = Marks()
    found = _resolved(annotation)
    if typing.get_origin(found) is not typing.Annotated:
        return found, marks
    inner, *metadata = typing.get_args(found)
    for each in metadata:
        if isinstance(each, Doc):
            marks.doc = each.text
        elif isinstance(each, Key):
            marks.key = each
        elif isinstance(each, BatchOnChange) or each is BatchOnChange:
            marks.batch_on_change = True
    bits = [each for each in metadata if isinstance(each, Bits)]
    return (typing.Annotated[inner, bits[0]] if bits else _resolved(inner)), marks


def optional(annotation: Any) -> tuple[Any, bool]:
    """``T`` of ``T | None``, and whether it was that."""
    if not is_union(annotation):
        return annotation, False
    others = [each for each in typing.get_args(annotation) if each is not type(None)]
    is_optional = len(others) == 1
    return (_resolved(others[0]), True) if is_optional else (annotation, False)


def is_union(annotation: Any) -> bool:
    return typing.get_origin(annotation) in (typing.Union, types.UnionType)


def _resolved(annotation: Any) -> Any:
    """The type that an alias stands for."""
    aliases: Any = getattr(typing, "TypeAliasType", ())
    while isinstance(annotation, aliases):
        annotation = annotation.__value__
    return annotation


def report_twins(names: list[str], path: str, problems: list[Problem]) -> None:
    """Reports names that differ only by case: Spark's columns ignore it, and callers confuse them."""
    seen: dict[str, str] = {}
    for name in names:
        twin = seen.setdefault(name.lower(), name)
        if twin != name:
            problems.append(
                Problem(
                    paths.join(path, name),
                    f"differs from '{twin}' only by case, which Spark's columns do not; rename one",
                )
            )


def signature_of(function: Callable[..., Any]) -> inspect.Signature:
    """The signature, whose annotations may be texts or undefined names."""
    if sys.version_info >= (3, 14):
        from annotationlib import Format

        return inspect.signature(function, annotation_format=Format.FORWARDREF)
    return inspect.signature(function)


def docstring(thing: Any) -> str | None:
    """The first paragraph of a docstring, on one line."""
    text = inspect.cleandoc(getattr(thing, "__doc__", None) or "")
    # dataclasses generate one where there is none: the signature.
    if isinstance(thing, type) and text.startswith(f"{thing.__name__}("):
        return None
    return " ".join(text.split("\n\n")[0].split()) or None


class TypeReader:
    """Reads the types of one parameter."""

    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems
        self._open: list[Any] = []
        self._count = 0
        self._message: Any = None

    def read_result(self, annotation: Any, path: str) -> ValueType | None:
        """A job's result: any value, or none."""
        found, _ = unmarked(annotation)
        return NothingType() if found in (None, type(None)) else self.read(found, path)

    def read_message(self, annotation: Any, path: str) -> ValueType | None:
        """A channel's message: a dataclass is an object there even with one field, so that one can be added to it."""
        self._message = _resolved(annotation)
        return self.read(annotation, path)

    def read(self, annotation: Any, path: str) -> ValueType | None:
        """The type; ``None`` if there is a problem."""
        annotation = _resolved(annotation)
        if annotation in self._open:
            return self._problem(
                path,
                f"{shown_type(annotation)} contains itself; a contract's values have a fixed depth: refer to the inner one"
                " by a key, or hold a list of them beside it",
            )
        scalar = self._scalar(annotation)
        if len(self._open) >= MAX_DEPTH and scalar is None:
            return self._problem(path, f"nested deeper than {MAX_DEPTH} types; make it flatter")
        self._count += 1
        if self._count > MAX_TYPES:
            too_many = f"more than {MAX_TYPES} types; make it smaller"
            return self._problem(path, too_many) if self._count == MAX_TYPES + 1 else None
        if scalar is not None:
            return scalar
        self._open.append(annotation)
        try:
            return self._read_parts(annotation, path)
        finally:
            self._open.pop()

    def _scalar(self, annotation: Any) -> ValueType | None:
        if typing.get_origin(annotation) is typing.Annotated:
            inner, *metadata = typing.get_args(annotation)
            if _misplaced(metadata):
                return None
            bits = next((each.count for each in metadata if isinstance(each, Bits)), None)
            return _SCALARS.get(inner) if bits is None else _WIDTHS.get((inner, bits))
        return _SCALARS.get(annotation) if isinstance(annotation, type) else None

    def _read_parts(self, annotation: Any, path: str) -> ValueType | None:
        origin = typing.get_origin(annotation)
        arguments = typing.get_args(annotation)
        if origin is typing.Annotated:
            return self._read_annotated(annotation, path)
        if origin is list and len(arguments) == 1:
            element = self.read(arguments[0], f"{path}[]")
            return None if element is None else ListType(element)
        if origin is dict and len(arguments) == 2 and arguments[0] is str:
            value = self.read(arguments[1], f"{path}[key]")
            return None if value is None else MapType(value)
        return self._read_class(annotation, path) if isinstance(annotation, type) else self._refuse(annotation, path)

    def _read_annotated(self, annotation: Any, path: str) -> ValueType | None:
        inner, *metadata = typing.get_args(annotation)
        misplaced = _misplaced(metadata)
        if misplaced:
            return self._problem(path, f"{misplaced[0]!r} belongs to the parameter or field itself; move it there")
        if any(isinstance(each, Bits) for each in metadata):
            return self._refuse(inner, path)
        return self.read(inner, path)

    def _read_class(self, cls: type, path: str) -> ValueType | None:
        if issubclass(cls, enum.Enum) and not issubclass(cls, enum.Flag) and len(cls) > 0:
            return EnumType(cls)
        is_plain = dataclasses.is_dataclass(cls) and not getattr(cls, "__parameters__", ())
        return self._read_dataclass(cls, path) if is_plain else self._refuse(cls, path)

    def _read_dataclass(self, cls: Any, path: str) -> ValueType | None:
        before = len(self._problems)
        fields = dataclasses.fields(cls)
        self._check_constructor(cls, path)
        hints = self._hints(cls, path) if len(self._problems) == before else {}
        report_twins([field.name for field in fields], path, self._problems)
        is_wrapped = len(fields) == 1 and not (len(self._open) == 1 and self._open[0] == self._message)
        # A dataclass with one field is absent from the JSON, and so from the path.
        read = [
            self._read_field(field, hints.get(field.name), path if is_wrapped else paths.join(path, field.name))
            for field in fields
            if field.name in hints
        ]
        found = [field for field in read if field is not None]
        if is_wrapped and found and found[0].optional:
            self._problem(
                path,
                f"{shown_type(cls)} has a '| None' as its only field and travels as that; use {cls.__name__} | None where"
                " it is used",
            )
        if len(self._problems) > before:
            return None
        shape = Shape(cls)
        doc = docstring(cls)
        return WrappedType(shape, doc, found[0]) if is_wrapped else RecordType(shape, doc, found)

    def _hints(self, cls: type, path: str) -> dict[str, Any]:
        try:
            return typing.get_type_hints(cls, include_extras=True)
        except Exception as e:
            self._problem(path, f"the types of {shown_type(cls)} cannot be read: {unreadable(e)}")
            return {}

    def _check_constructor(self, cls: type, path: str) -> None:
        taken = list(signature_of(cls).parameters)
        fields = [field.name for field in dataclasses.fields(cls)]
        if sorted(taken) != sorted(fields):
            self._problem(
                path,
                f"the constructor of {shown_type(cls)} takes {', '.join(taken) or 'nothing'} (expected: its fields,"
                f" {', '.join(fields) or 'none'}); leave it to @dataclass, and put checks into __post_init__",
            )

    def _read_field(self, field: dataclasses.Field[Any], annotation: Any, path: str) -> Field | None:
        marked, marks = unmarked(annotation)
        inner, is_optional = optional(marked)
        has_default = (
            field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
        )
        if has_default and not (is_optional and field.default is None):
            self._problem(
                path, "a default is for parameters of the job itself; use '| None' for a field that may be missing"
            )
        if marks.key is not None or marks.batch_on_change:
            self._problem(path, "Key and BatchOnChange are for an Output; remove them from the field")
        value = self.read(inner, path)
        return None if value is None else Field(field.name, value, is_optional, marks.doc)

    def _refuse(self, annotation: Any, path: str) -> None:
        return self._problem(path, f"{shown_type(annotation)} cannot be in a contract; {advice(annotation)}")

    def _problem(self, path: str, message: str) -> None:
        self._problems.append(Problem(path, message))


def _misplaced(metadata: list[Any]) -> list[Any]:
    """The annotations that belong to a parameter or field, not to a type."""
    return [each for each in metadata if isinstance(each, Doc | Key | BatchOnChange) or each is BatchOnChange]


def unreadable(error: Exception) -> str:
    """Why the text of an annotation is no type."""
    if isinstance(error, NameError):
        return f"{error}; define or import it at the top of the module, and not under TYPE_CHECKING"
    return f"{type(error).__name__}: {error}"
