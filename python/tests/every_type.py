"""A job whose contract holds every type there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Annotated, Optional

from pyspark import SparkContext
from pyspark.sql import SparkSession

from mist import BatchOnChange, Doc, Float32, Input, Int8, Int16, Int32, Key, Live, Output, batch_job, initial


class Level(Enum):
    LOW = 1
    HIGH = 2


@dataclass(frozen=True)
class Numbers:
    tiny: Int8
    small: Int16
    medium: Int32
    large: int
    single: Float32
    double: float
    exact: Decimal


@dataclass(frozen=True)
class Times:
    """When things happen.

    A second paragraph is for readers of the code.
    """

    instant: datetime
    duration: timedelta
    date: date


@dataclass(frozen=True)
class Name:
    """a name"""

    value: Annotated[str, Doc("not seen: the dataclass has its own")]

    def __post_init__(self) -> None:
        if not self.value.strip():
            raise ValueError(f"'{self.value}' is blank (expected: a name)")


@dataclass(frozen=True)
class Outer:
    name: Name


@dataclass(frozen=True)
class Part:
    name: Annotated[Name, Doc("the part's name")]
    level: Level | None = None
    times: Optional[Times] = None


@dataclass(frozen=True)
class Whole:
    flag: bool
    numbers: Numbers
    times: Times
    text: str
    level: Level
    outer: Outer
    parts: list[Part]
    lists: dict[str, list[Int32]]
    maps: list[dict[str, Name]]
    alias: Name | None
    levels: list[Level] | None


@dataclass(frozen=True)
class Nothing:
    pass


@dataclass(frozen=True)
class Event:
    level: Level
    day: date
    note: str | None


def low_is_not_above_high(low: int, high: int | None) -> None:
    if high is not None and low > high:
        raise ValueError(f"low {low} is above high {high}; swap them")


@batch_job("everything", check=low_is_not_above_high)
def everything(
    spark: SparkSession,
    context: SparkContext,
    whole: Whole,
    low: int = 0,
    high: int | None = None,
    text: str = "low",
    level: Level = Level.LOW,
    every: timedelta = timedelta(minutes=1),
    since: datetime = datetime(2026, 1, 31, 12, tzinfo=timezone.utc),
    day: date = date(2026, 1, 31),
    exact: Decimal = Decimal("0.10"),
    name: Name = Name("null"),
    numbers: list[Int32] = [1, 2],  # noqa: B006 each run has a copy
    *,
    price: Live[Decimal],
    levels: Live[dict[str, Level]] = initial({}),
    names: Input[Name],
    wholes: Output[Whole],
    plain: Output[Name],
    events: Annotated[Output[Event], Key("level", "day"), BatchOnChange()],
    progress: Annotated[Output[Nothing], Doc("how far it is")],
) -> list[Part]:
    """Holds every type.

    In one contract.
    """
    return whole.parts
