"""The types that a contract may hold, and the form of their values as JSON and in Python."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from mist.contract import paths
from mist.contract.shown import shown_json, shown_value
from mist.errors import Problem


class UnfitValueError(ValueError):
    """A Python value that does not fit its type. The path grows as the exception passes outwards."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.path = ""

    def under(self, segment: str) -> UnfitValueError:
        self.path = paths.join(segment, self.path)
        return self

    def at(self, outer: str) -> Problem:
        return Problem(paths.join(outer, self.path), self.problem)

    def __str__(self) -> str:
        return str(self.at(""))


def unfit(value: object, expected: str) -> UnfitValueError:
    return UnfitValueError(f"{shown_value(value)} (expected: {expected})")


class ValueType(ABC):
    """Immutable and safe for any thread."""

    @property
    @abstractmethod
    def name(self) -> str:
        """The name in messages: ``Alert``, ``list[Alert]``."""

    @property
    @abstractmethod
    def expected(self) -> str:
        """For "(expected: …)": ``an integer from 0 to 9``."""

    @property
    def carried(self) -> ValueType:
        """The type whose form it has in JSON."""
        return self

    @abstractmethod
    def schema(self) -> dict[str, Any]:
        """JSON Schema 2020-12; a new one on every call, so that the caller may add to it."""

    def from_json(self, node: object, path: str, problems: list[Problem]) -> Any:
        """The Python value of a JSON value; ``None`` if there was a problem, which is then among ``problems``."""
        if node is None:
            problems.append(Problem(path, f"null (expected: {self.expected})"))
            return None
        return self._read(node, path, problems)

    def to_json(self, value: Any) -> Any:
        """The JSON value of a Python value.

        Raises :class:`UnfitValueError` if it does not fit; it has the path.
        """
        if value is None:
            raise unfit(None, self.expected)
        return self._write(value)

    def check_column(self, value: Any) -> None:
        """Raises :class:`UnfitValueError` if a value of this type is out of the range of its Spark column."""
        return

    @abstractmethod
    def _read(self, node: object, path: str, problems: list[Problem]) -> Any: ...

    @abstractmethod
    def _write(self, value: Any) -> Any: ...


class ScalarType(ValueType):
    """A value without parts."""

    json_type: ClassVar[str]

    @abstractmethod
    def parse(self, node: object) -> Any:
        """The Python value; ``None`` if the JSON is of another type."""

    def schema(self) -> dict[str, Any]:
        return {"type": self.json_type}

    def _read(self, node: object, path: str, problems: list[Problem]) -> Any:
        value = self.parse(node)
        if value is None:
            problems.append(Problem(path, f"{shown_json(node)} (expected: {self.expected})"))
        return value


class BooleanType(ScalarType):
    json_type = "boolean"
    name = "bool"
    expected = "true or false"

    def parse(self, node: object) -> Any:
        return node if isinstance(node, bool) else None

    def _write(self, value: Any) -> Any:
        if not isinstance(value, bool):
            raise unfit(value, self.expected)
        return value


class StringType(ScalarType):
    json_type = "string"
    name = "str"
    expected = "a string"

    def parse(self, node: object) -> Any:
        return node if isinstance(node, str) else None

    def _write(self, value: Any) -> Any:
        if not isinstance(value, str):
            raise unfit(value, self.expected)
        # Not str(value), which for an Enum of texts is its name.
        return str.__str__(value)


class NothingType(ValueType):
    """``None``: the result of a job that has none, and of every stream job."""

    name = "None"
    expected = "null"

    def schema(self) -> dict[str, Any]:
        return {"type": "null"}

    def from_json(self, node: object, path: str, problems: list[Problem]) -> Any:
        return None if node is None else self._read(node, path, problems)

    def to_json(self, value: Any) -> Any:
        return None if value is None else self._write(value)

    def _read(self, node: object, path: str, problems: list[Problem]) -> Any:
        problems.append(Problem(path, f"{shown_json(node)} (expected: null)"))

    def _write(self, value: Any) -> Any:
        raise unfit(value, self.expected)
