"""Contracts that no language may have, by the name of the job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from mist import Key, Live, Output, batch_job


@batch_job("twins")
def twins(port: int, Port: int) -> None: ...


@batch_job("collection")
def collection(names: set[str]) -> None: ...


@batch_job("anything")
def anything(value: Any) -> None: ...


@batch_job("keys")
def keys(counts: dict[int, int]) -> None: ...


@batch_job("nesting")
def nesting(lives: list[Live[str]]) -> None: ...


@batch_job("optional-live")
def optional_live(most: Live[int | None]) -> None: ...


@dataclass
class Node:
    name: str
    children: list[Node]


@batch_job("recursion")
def recursion(node: Node) -> None: ...


@dataclass
class Least:
    value: int

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError(f"value: {self.value} (expected: 0 or more)")


# Only a value that is changed afterwards has not seen its own check.
_WRONG = Least(0)
_WRONG.value = -1


@batch_job("default")
def default(least: Least = _WRONG) -> None: ...


@dataclass
class Alert:
    service: str
    note: str


@batch_job("key")
def key(alerts: Annotated[Output[Alert], Key("servise")]) -> None: ...


@batch_job("two")
def two(names: set[str], counts: dict[int, int]) -> None: ...
