"""@NAME@: a Mist job."""

from dataclasses import dataclass
from typing import Annotated

from mist import Doc, Input, Live, Output, initial, stream_job
from pyspark.sql.functions import col
from pyspark.sql.streaming import StreamingQuery


@dataclass(frozen=True)
class Line:
    text: str


@stream_job("@NAME@")
def @FUNCTION@(
    *,
    filter: Annotated[Live[str], Doc("lines that contain it are published")] = initial("error"),
    lines: Annotated[Input[Line], Doc("the lines to look at")],
    found: Annotated[Output[Line], Doc("the lines found")],
) -> StreamingQuery:
    """Publishes the pushed lines that contain the filter"""
    return found.send_all(lines.stream().where(col("text").contains(filter.column())))
