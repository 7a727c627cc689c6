"""Mist: Spark programs as reactive APIs.

A job is a function whose signature is its contract::

    @stream_job("log-alerts")
    def log_alerts(
        *,
        services: Annotated[list[str], Doc("services to watch; empty means all")],
        at_least: Live[Severity] = initial(Severity(3)),
        lines: Input[Line],
        alerts: Output[Alert],
    ) -> StreamingQuery:
        return alerts.send_all(lines.stream().where(col("severity") >= at_least.column()))
"""

from mist.annotations import BatchOnChange, Doc, Float32, Int8, Int16, Int32, Key
from mist.declaration import batch_job, stream_job
from mist.errors import MistError, Problem
from mist.ports import Input, Live, Output, initial

__version__ = "0.1.0"

__all__ = [
    "BatchOnChange",
    "Doc",
    "Float32",
    "Input",
    "Int16",
    "Int32",
    "Int8",
    "Key",
    "Live",
    "MistError",
    "Output",
    "Problem",
    "batch_job",
    "initial",
    "stream_job",
]
