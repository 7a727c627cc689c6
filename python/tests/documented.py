"""The job of docs/python.md."""

# region job
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pyspark.sql.functions import col
from pyspark.sql.streaming import StreamingQuery

from mist import Doc, Input, Key, Live, Output, initial, stream_job


@dataclass(frozen=True)
class Severity:
    value: int

    def __post_init__(self) -> None:
        if not 0 <= self.value <= 7:
            raise ValueError(f"severity: {self.value} (expected: 0..7)")


@dataclass(frozen=True)
class Line:
    at: datetime
    service: str
    severity: Severity
    text: Annotated[str, Doc("a line of a log")]


@dataclass(frozen=True)
class Alert:
    """A line that matters."""

    at: datetime
    service: str
    text: str


@stream_job("log-alerts")
def log_alerts(
    *,
    services: Annotated[list[str], Doc("services to watch; empty means all")] = [],
    at_least: Annotated[Live[Severity], Doc("lines below this severity are dropped")] = initial(Severity(3)),
    lines: Annotated[Input[Line], Doc("the lines to look at")],
    alerts: Annotated[Output[Alert], Doc("the lines that matter"), Key("service")],
) -> StreamingQuery:
    """Publishes the log lines that matter."""
    found = lines.stream().where(col("severity") >= at_least.column())
    if services:
        found = found.where(col("service").isin(services))
    return alerts.send_all(found.select("at", "service", "text"))
# endregion
