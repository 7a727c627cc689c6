"""Integers, floating-point numbers and decimals."""

from __future__ import annotations

import math
import numbers
import operator
import struct
from decimal import Decimal
from typing import Any

from mist.contract.shown import shown_text
from mist.contract.text import Single
from mist.contract.values import ScalarType, UnfitValueError, unfit

# The digits of DECIMAL(38,18).
WHOLE_DIGITS = 20
DECIMAL_PLACES = 18

# A number with more digits is no 64-bit integer; checked first, since 1E1000000000 written out would fill the memory.
_INTEGER_DIGITS = 19

# The words of all languages of Mist for what is no number of JSON.
_NOT_FINITE = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


def number(node: object) -> Decimal | None:
    """The number of a JSON value; ``None`` if it is no number, or not finite."""
    if isinstance(node, bool):
        return None
    if isinstance(node, int):
        return Decimal(node)
    if isinstance(node, float):
        node = Decimal(repr(node))
    if not isinstance(node, Decimal) or not node.is_finite():
        return None
    return node.copy_abs() if node.is_zero() else node


class IntegerType(ScalarType):
    """``int``, ``Int32``, ``Int16`` and ``Int8``. JSON's 3.0 is an integer, as JSON Schema says."""

    json_type = "integer"

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self.least = -(2 ** (bits - 1))
        self.greatest = 2 ** (bits - 1) - 1

    @property
    def name(self) -> str:
        return "int" if self.bits == 64 else f"Int{self.bits}"

    @property
    def expected(self) -> str:
        return f"an integer from {self.least} to {self.greatest}"

    def schema(self) -> dict[str, Any]:
        schema = super().schema()
        if self.bits >= 32:
            schema["format"] = f"int{self.bits}"
        return {**schema, "minimum": self.least, "maximum": self.greatest}

    def parse(self, node: object) -> Any:
        found = number(node)
        if found is None or (not found.is_zero() and not 0 <= found.adjusted() < _INTEGER_DIGITS):
            return None
        whole = int(found)
        return whole if whole == found and self.least <= whole <= self.greatest else None

    def _write(self, value: Any) -> Any:
        if isinstance(value, bool):
            raise unfit(value, self.expected)
        try:
            whole = operator.index(value)
        except TypeError:
            raise unfit(value, self.expected) from None
        if not self.least <= whole <= self.greatest:
            raise unfit(whole, self.expected)
        return whole


class FloatingType(ScalarType):
    """``float`` and ``Float32``: finite numbers only, because JSON has no others."""

    json_type = "number"

    def __init__(self, bits: int) -> None:
        self.bits = bits

    @property
    def name(self) -> str:
        return "float" if self.bits == 64 else "Float32"

    @property
    def format(self) -> str:
        return "double" if self.bits == 64 else "float"

    @property
    def expected(self) -> str:
        return f"a finite number in the range of a {self.format}"

    def schema(self) -> dict[str, Any]:
        return {**super().schema(), "format": self.format}

    def parse(self, node: object) -> Any:
        found = number(node)
        return None if found is None else self._finite(float(found))

    def _finite(self, value: float) -> float | None:
        if not math.isfinite(value):
            return None
        if self.bits == 64:
            return value
        try:
            return float(struct.unpack("<f", struct.pack("<f", value))[0])
        except OverflowError:
            return None

    def _write(self, value: Any) -> Any:
        if not isinstance(value, numbers.Real) or isinstance(value, bool):
            raise unfit(value, self.expected)
        try:
            finite = self._finite(float(value))
        except OverflowError:
            finite = None
        if finite is None:
            shown = _NOT_FINITE.get(str(value)) or shown_text(str(value))
            raise UnfitValueError(f"{shown} (expected: {self.expected})")
        return finite if self.bits == 64 else Single(finite)


class DecimalType(ScalarType):
    """``Decimal``: exact as JSON; in a column 20 digits before the point and 18 behind it."""

    json_type = "number"
    name = "Decimal"
    expected = "a number"

    def parse(self, node: object) -> Any:
        return number(node)

    def _write(self, value: Any) -> Any:
        if not isinstance(value, Decimal) or not value.is_finite():
            raise unfit(value, self.expected)
        return value

    def check_column(self, value: Any) -> None:
        stripped = _without_zeros(self._write(value))
        _, digits, exponent = stripped.as_tuple()
        if len(digits) + int(exponent) > WHOLE_DIGITS or -int(exponent) > DECIMAL_PLACES:
            raise UnfitValueError(
                f"{shown_text(str(stripped))} (expected: at most {WHOLE_DIGITS} digits before the point and"
                f" {DECIMAL_PLACES} behind it)"
            )


def _without_zeros(value: Decimal) -> Decimal:
    """Without trailing zeros; not by ``normalize``, which rounds."""
    sign, digits, exponent = value.as_tuple()
    kept = "".join(map(str, digits)).rstrip("0")
    if not kept:
        return Decimal(0)
    return Decimal((sign, tuple(map(int, kept)), int(exponent) + len(digits) - len(kept)))
