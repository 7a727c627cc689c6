from dataclasses import dataclass
from typing import Annotated

from mist import Doc, Int32, Output, batch_job


@dataclass(frozen=True)
class Count:
    word: str
    count: int


@batch_job("word-count")
def word_count(
    path: str,
    most: Int32 = 10,
    separator: str = "\\s+",
    shortest: Annotated[Int32 | None, Doc("the shortest word")] = None,
    *,
    progress: Output[float],
) -> list[Count]:
    return []
