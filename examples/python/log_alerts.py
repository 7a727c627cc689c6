from dataclasses import dataclass
from typing import Annotated

from pyspark.sql.functions import col, contains, lower
from pyspark.sql.streaming import StreamingQuery

from mist import Doc, Input, Live, Output, initial, stream_job


@dataclass
class Line:
    text: Annotated[str, Doc("a line of a log")]


@dataclass
class Alert:
    text: Annotated[str, Doc("the line")]


@stream_job("log-alerts")
def log_alerts(
    *,
    filter: Annotated[
        Live[str], Doc("lines that contain it are published, in any case; empty publishes every line")
    ] = initial("error"),
    lines: Annotated[Input[Line], Doc("the lines to look at")],
    alerts: Annotated[Output[Alert], Doc("the lines found")],
) -> StreamingQuery:
    """Publishes the pushed lines that contain the filter, one message per line"""
    return alerts.send_all(lines.stream().where(contains(lower(col("text")), lower(filter.column()))))
