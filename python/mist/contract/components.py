"""The parts of a contract: one for each parameter of the job's function that a caller or a run supplies."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mist.contract.port import marked
from mist.contract.records import described, read_member
from mist.contract.values import UnfitValueError, ValueType
from mist.errors import Problem

# The keywords in an output's schema for the fields of its key, and for a query that runs a micro-batch at a live change.
KEY = "x-mist-key"
BATCH_ON_CHANGE = "x-mist-batch-on-change"


@dataclass(frozen=True)
class Default:
    """A default, as JSON."""

    node: Any


@dataclass(frozen=True)
class Component:
    name: str
    type: ValueType
    doc: str | None


@dataclass(frozen=True)
class ParameterComponent(Component):
    """A value that is fixed at start."""

    optional: bool
    default: Default | None

    @property
    def is_required(self) -> bool:
        return self.default is None and not self.optional

    def schema(self) -> dict[str, Any]:
        return _with_default(described(self.type.schema(), self.optional, self.doc), self.default)

    def read(self, values: Mapping[str, object], problems: list[Problem]) -> Any:
        return read_member(
            self.type, self.optional, _or_default(values, self.name, self.default), self.name, "", problems
        )


@dataclass(frozen=True)
class LiveComponent(Component):
    """A value that may change while the run runs; ``port`` is ``Live``, or what extends it."""

    port: builtins.type[Any]
    default: Default | None

    @property
    def is_required(self) -> bool:
        return self.default is None

    def schema(self) -> dict[str, Any]:
        schema = marked(described(self.type.schema(), False, self.doc), self.port)
        return _with_default(schema, self.default)

    def read(self, values: Mapping[str, object], problems: list[Problem]) -> Any:
        value = read_member(self.type, False, _or_default(values, self.name, self.default), self.name, "", problems)
        return check_range(self.type, value, self.name, problems)


@dataclass(frozen=True)
class InputComponent(Component):
    """A channel that clients push to; the type is its message's."""

    def schema(self) -> dict[str, Any]:
        return described(self.type.schema(), False, self.doc)


@dataclass(frozen=True)
class OutputComponent(Component):
    """A channel that the job publishes on; the type is its message's."""

    key: tuple[str, ...]
    batch_on_change: bool

    def schema(self) -> dict[str, Any]:
        schema = self.type.schema()
        if self.key:
            schema[KEY] = list(self.key)
        if self.batch_on_change:
            schema[BATCH_ON_CHANGE] = True
        return described(schema, False, self.doc)


def check_range(type: ValueType, value: Any, path: str, problems: list[Problem]) -> Any:
    """A live value becomes a literal in plans too, so it must be in the range of Spark's type."""
    if value is None:
        return None
    try:
        type.check_column(value)
        return value
    except UnfitValueError as e:
        problems.append(e.at(path))
        return None


def _with_default(schema: dict[str, Any], default: Default | None) -> dict[str, Any]:
    return schema if default is None else {**schema, "default": default.node}


def _or_default(values: Mapping[str, object], name: str, default: Default | None) -> Mapping[str, object]:
    return values if name in values or default is None else {name: default.node}
