"""What a signature says beyond its types, all in ``Annotated[…]``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True)
class Doc:
    """Describes a parameter or a field in every document and form: ``Annotated[list[str], Doc("services to watch")]``."""

    text: str


class Key:
    """Names the fields of an output's message that identify the thing the message is about.

    A client that joins late can ask for the latest message of each key. The fields hold a string, a number or a boolean:
    ``Annotated[Output[Alert], Key("service")]``.
    """

    def __init__(self, *fields: str) -> None:
        self.fields = fields

    def __repr__(self) -> str:
        return f"Key({', '.join(map(repr, self.fields))})"


@dataclass(frozen=True)
class BatchOnChange:
    """Marks an output whose query runs a micro-batch as soon as a live value has changed, even without new data."""


@dataclass(frozen=True)
class Bits:
    """The number of bits of a number in a column; ``int`` and ``float`` have 64."""

    count: int


Int8 = Annotated[int, Bits(8)]
"""An integer from -128 to 127."""

Int16 = Annotated[int, Bits(16)]
"""An integer from -32768 to 32767."""

Int32 = Annotated[int, Bits(32)]
"""An integer from -2147483648 to 2147483647."""

Float32 = Annotated[float, Bits(32)]
"""A floating-point number with single precision."""
