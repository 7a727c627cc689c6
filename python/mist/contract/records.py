"""Dataclasses: objects of JSON, and rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mist.contract import paths
from mist.contract.composites import EnumType
from mist.contract.shown import shown_json, shown_type, suggestion, with_article
from mist.contract.values import ScalarType, UnfitValueError, ValueType, unfit
from mist.errors import Problem


@dataclass(frozen=True)
class Field:
    """A field of a dataclass."""

    name: str
    type: ValueType
    optional: bool
    doc: str | None

    def schema(self) -> dict[str, Any]:
        return described(self.type.schema(), self.optional, self.doc)

    def read(self, node: Mapping[str, object], path: str, problems: list[Problem]) -> Any:
        return read_member(self.type, self.optional, node, self.name, path, problems)


def described(schema: dict[str, Any], optional: bool, doc: str | None) -> dict[str, Any]:
    if optional:
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema:
            schema["enum"] = [*schema["enum"], None]
    if doc is not None:
        schema["description"] = doc
    return schema


def read_member(
    type: ValueType, optional: bool, node: Mapping[str, object], name: str, path: str, problems: list[Problem]
) -> Any:
    if optional and node.get(name) is None:
        return None
    at = paths.join(path, name)
    if name not in node:
        problems.append(Problem(at, f"missing (expected: {type.expected})"))
        return None
    return type.from_json(node[name], at, problems)


def object_schema(properties: dict[str, dict[str, Any]], required: list[str]) -> dict[str, Any]:
    """The schema of an object with exactly the named properties."""
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    if required:
        schema["required"] = required
    schema["additionalProperties"] = False
    return schema


def report_unknown(
    what: str, node: Mapping[str, object], known: Sequence[str], path: str, problems: list[Problem]
) -> None:
    """Reports the names that an object has and its type does not."""
    problems.extend(
        Problem(paths.join(path, paths.key(name)), f"unknown {what}{suggestion(name, known)}")
        for name in node
        if name not in known
    )


class Shape:
    """A dataclass, made from the values of its fields and checked by its ``__post_init__``."""

    def __init__(self, cls: type) -> None:
        self.cls = cls

    @property
    def name(self) -> str:
        return self.cls.__name__

    def checked(self, value: Any) -> Any:
        if not isinstance(value, self.cls):
            raise unfit(value, with_article(shown_type(self.cls)))
        return value

    def make(self, values: dict[str, Any], path: str, problems: list[Problem]) -> Any:
        """The instance; ``None`` if its constructor rejects the values."""
        try:
            return self.construct(values)
        except UnfitValueError as e:
            problems.append(e.at(path))
            return None

    def construct(self, values: dict[str, Any]) -> Any:
        try:
            return self.cls(**values)
        except (MemoryError, RecursionError):
            raise  # A failure of the machine is no answer to a caller.
        except Exception as e:
            raise UnfitValueError(refusal(e)) from e


def refusal(error: Exception) -> str:
    """The message of a job's own check."""
    message = str(error)
    return message if message.strip() else f"refused by its constructor: {type(error).__name__}"


class RecordType(ValueType):
    """A dataclass: an object with exactly its fields; a row of the same fields."""

    expected = "an object"

    def __init__(self, shape: Shape, doc: str | None, fields: list[Field]) -> None:
        self.shape = shape
        self.doc = doc
        self.fields = tuple(fields)

    @property
    def name(self) -> str:
        return self.shape.name

    def key_field_names(self) -> list[str]:
        """The names of the fields that can be a message's key."""
        single = ScalarType | EnumType
        return [field.name for field in self.fields if not field.optional and isinstance(field.type.carried, single)]

    def schema(self) -> dict[str, Any]:
        schema = object_schema(
            {field.name: field.schema() for field in self.fields},
            [field.name for field in self.fields if not field.optional],
        )
        return described({**schema, "title": self.name}, False, self.doc)

    def _read(self, node: object, path: str, problems: list[Problem]) -> Any:
        if not isinstance(node, dict):
            problems.append(Problem(path, f"{shown_json(node)} (expected: an object)"))
            return None
        before = len(problems)
        report_unknown("field", node, [field.name for field in self.fields], path, problems)
        values = {field.name: field.read(node, path, problems) for field in self.fields}
        return None if len(problems) > before else self.shape.make(values, path, problems)

    def _write(self, value: Any) -> Any:
        return {name: written for name, written in self._each(value, lambda field: field.type.to_json)}

    def check_column(self, value: Any) -> None:
        for _ in self._each(value, lambda field: field.type.check_column):
            pass

    def _each(self, value: Any, action: Any) -> Any:
        """The JSON of each field that has a value."""
        self.shape.checked(value)
        for field in self.fields:
            content = getattr(value, field.name)
            if content is None and field.optional:
                continue
            try:
                yield field.name, action(field)(content)
            except UnfitValueError as e:
                raise e.under(field.name) from None


class WrappedType(ValueType):
    """A dataclass with one field: it travels as that, and its ``__post_init__`` checks every value."""

    def __init__(self, shape: Shape, doc: str | None, field: Field) -> None:
        self.shape = shape
        self.doc = field.doc if doc is None else doc
        self.field = field

    @property
    def name(self) -> str:
        return self.shape.name

    @property
    def expected(self) -> str:
        return self.field.type.expected

    @property
    def carried(self) -> ValueType:
        return self.field.type.carried

    def schema(self) -> dict[str, Any]:
        return described({**self.field.type.schema(), "title": self.name}, False, self.doc)

    def content(self, value: Any) -> Any:
        return getattr(self.shape.checked(value), self.field.name)

    def _read(self, node: object, path: str, problems: list[Problem]) -> Any:
        value = self.field.type.from_json(node, path, problems)
        return None if value is None else self.shape.make({self.field.name: value}, path, problems)

    def _write(self, value: Any) -> Any:
        return self.field.type.to_json(self.content(value))

    def check_column(self, value: Any) -> None:
        self.field.type.check_column(self.content(value))
