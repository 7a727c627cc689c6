from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Annotated

from mist import Doc, Input, Int32, Key, Live, Output, batch_job, initial


class Level(Enum):
    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True)
class Numbers:
    small: Int32
    large: int
    real: float
    exact: Decimal


@dataclass(frozen=True)
class Times:
    """when things happen"""

    at: datetime
    length: timedelta
    day: date


@dataclass(frozen=True)
class Name:
    """a name"""

    value: str

    def __post_init__(self) -> None:
        if not self.value.strip():
            raise ValueError(f"'{self.value}' is blank (expected: a name)")


@dataclass(frozen=True)
class Part:
    name: Annotated[Name, Doc("the part's name")]
    level: Level | None
    times: Times | None


@dataclass(frozen=True)
class Range:
    low: Int32
    high: Int32

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"low {self.low} is above high {self.high}; swap them")


@dataclass(frozen=True)
class Whole:
    flag: bool
    text: str
    level: Level
    numbers: Numbers
    times: Times
    parts: list[Part]
    lists: dict[str, list[Int32]]
    maps: list[dict[str, Name]]
    alias: Name | None
    levels: list[Level] | None


@dataclass(frozen=True)
class Event:
    level: Level
    day: date
    note: Annotated[str | None, Doc("what happened")]


@batch_job("everything")
def everything(
    whole: Whole,
    most: Annotated[Int32 | None, Doc("how many at most")],
    range: Range | None,
    flag: bool = False,
    text: str = "low",
    level: Level = Level.LOW,
    large: int = 7,
    real: float = 0.5,
    exact: Decimal = Decimal("0.10"),
    every: timedelta = timedelta(minutes=1),
    since: datetime = datetime(2026, 1, 31, 12, tzinfo=timezone.utc),
    day: date = date(2026, 1, 31),
    name: Name = Name("nobody"),
    numbers: list[Int32] = [1, 2],
    counts: dict[str, int] = {"a": 1},
    *,
    price: Annotated[Live[Decimal], Doc("of one piece")],
    floor: Live[Level] = initial(Level.HIGH),
    words: Live[list[str]] = initial([]),
    limits: Live[Range] = initial(Range(1, 2)),
    wholes: Input[Whole],
    lengths: Input[timedelta],
    copies: Output[Whole],
    names: Output[Name],
    events: Annotated[Output[Event], Key("level", "day")],
    amounts: Output[Decimal],
    progress: Annotated[Output[float], Doc("how far it is")],
) -> list[Part]:
    """Holds every type that all languages have"""
    return whole.parts
