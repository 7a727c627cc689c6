"""Enums, lists and dicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from mist.contract import paths
from mist.contract.shown import shown_json
from mist.contract.values import UnfitValueError, ValueType, unfit
from mist.errors import Problem


class EnumType(ValueType):
    """An enum: a string, the member's name."""

    def __init__(self, enum: type[Enum]) -> None:
        self.enum = enum
        self.members = {member.name: member for member in enum}

    @property
    def name(self) -> str:
        return self.enum.__name__

    @property
    def expected(self) -> str:
        return f"one of {', '.join(self.members)}"

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.members)}

    def _read(self, node: object, path: str, problems: list[Problem]) -> Any:
        member = self.members.get(node) if isinstance(node, str) else None
        if member is None:
            problems.append(Problem(path, f"{shown_json(node)} (expected: {self.expected})"))
        return member

    def _write(self, value: Any) -> Any:
        if not isinstance(value, self.enum):
            raise unfit(value, self.expected)
        return value.name


class ListType(ValueType):
    """A list without nulls."""

    expected = "a list"

    def __init__(self, element: ValueType) -> None:
        self.element = element

    @property
    def name(self) -> str:
        return f"list[{self.element.name}]"

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": self.element.schema()}

    def _read(self, node: object, path: str, problems: list[Problem]) -> Any:
        if not isinstance(node, list):
            problems.append(Problem(path, f"{shown_json(node)} (expected: a list)"))
            return None
        before = len(problems)
        values = [
            self.element.from_json(each, paths.join(path, paths.index(i)), problems) for i, each in enumerate(node)
        ]
        return None if len(problems) > before else values

    def _write(self, value: Any) -> Any:
        return [self._each(i, each, self.element.to_json) for i, each in enumerate(self._list(value))]

    def _list(self, value: Any) -> Sequence[Any]:
        if not isinstance(value, list | tuple):
            raise unfit(value, self.expected)
        return value

    def check_column(self, value: Any) -> None:
        for i, each in enumerate(value):
            self._each(i, each, self.element.check_column)

    @staticmethod
    def _each(index: int, value: Any, action: Any) -> Any:
        try:
            return action(value)
        except UnfitValueError as e:
            raise e.under(paths.index(index)) from None


class MapType(ValueType):
    """A dict from strings, without nulls, in the order of the JSON."""

    expected = "an object"

    def __init__(self, value: ValueType) -> None:
        self.value = value

    @property
    def name(self) -> str:
        return f"dict[str, {self.value.name}]"

    def schema(self) -> dict[str, Any]:
        return {"type": "object", "additionalProperties": self.value.schema()}

    def _read(self, node: object, path: str, problems: list[Problem]) -> Any:
        if not isinstance(node, dict):
            problems.append(Problem(path, f"{shown_json(node)} (expected: an object)"))
            return None
        before = len(problems)
        values = {
            name: self.value.from_json(each, paths.join(path, paths.key(name)), problems) for name, each in node.items()
        }
        return None if len(problems) > before else values

    def _write(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise unfit(value, self.expected)
        return {self._key(name): self._each(name, each, self.value.to_json) for name, each in value.items()}

    def check_column(self, value: Any) -> None:
        for name, each in value.items():
            self._each(name, each, self.value.check_column)

    @staticmethod
    def _key(key: Any) -> str:
        if not isinstance(key, str):
            raise unfit(key, "a string as key").under("[key]")
        return str.__str__(key)

    @staticmethod
    def _each(name: str, value: Any, action: Any) -> Any:
        try:
            return action(value)
        except UnfitValueError as e:
            raise e.under(paths.key(name)) from None
