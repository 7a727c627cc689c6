from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pyspark.sql.functions import col
from pyspark.sql.streaming import StreamingQuery

from mist import BatchOnChange, Doc, Input, Int32, Key, Live, Output, initial, stream_job


@dataclass(frozen=True)
class Severity:
    value: Int32

    def __post_init__(self) -> None:
        if not 0 <= self.value <= 7:
            raise ValueError(f"severity: {self.value} (expected: 0..7)")


@dataclass(frozen=True)
class Line:
    service: str
    severity: Severity
    text: Annotated[str, Doc("a line of a log")]
    at: datetime | None


@dataclass(frozen=True)
class Alert:
    """a line that matters"""

    at: datetime
    service: str
    text: str


@stream_job("log-alerts")
def log_alerts(
    services: Annotated[list[str], Doc("services to watch; empty means all")],
    *,
    least: Annotated[Live[Severity], Doc("lines below this severity are dropped")] = initial(Severity(3)),
    filter: Annotated[Live[str], Doc("lines that contain it, in any case")] = initial("error"),
    lines: Annotated[Input[Line], Doc("the lines to look at")],
    alerts: Annotated[Output[Alert], Doc("the lines that matter"), Key("service")],
    counts: Annotated[Output[int], BatchOnChange()],
) -> StreamingQuery:
    """Publishes the log lines that matter"""
    return alerts.send_all(
        lines.stream().where(col("severity") >= least.column()).select("at", "service", "text")
    )
