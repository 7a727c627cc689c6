"""Times, durations and dates, as ISO-8601. Python and Spark's columns keep microseconds; finer fractions are cut."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from typing import Any

from mist.contract.values import ScalarType, UnfitValueError, unfit

_INSTANT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{0,9}))?(Z|[+-]\d\d:\d\d(?::\d\d)?)",
    re.ASCII | re.IGNORECASE,
)
_DURATION = re.compile(
    r"([-+]?)P(?:([-+]?\d+)D)?(T(?:([-+]?\d+)H)?(?:([-+]?\d+)M)?(?:([-+]?\d+)(?:[.,](\d{0,9}))?S)?)?",
    re.ASCII | re.IGNORECASE,
)
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)

# Longer numbers overflow, and Python reads many digits slowly.
_MAX_DURATION_CHARACTERS = 100

# A column has microseconds in 64 bits.
_TOO_LONG = timedelta(seconds=(2**63 - 1) // 1_000_000)


def _micros(fraction: str | None) -> int:
    return int((fraction or "").ljust(6, "0")[:6])


class InstantType(ScalarType):
    """``datetime`` with a time zone; offsets other than UTC are read too."""

    json_type = "string"
    name = "datetime"
    expected = "a date-time such as 2026-01-31T12:00:00Z"

    def schema(self) -> dict[str, Any]:
        return {**super().schema(), "format": "date-time"}

    def parse(self, node: object) -> Any:
        found = _INSTANT.fullmatch(node) if isinstance(node, str) else None
        if found is None:
            return None
        year, month, day, hour, minute, second = map(int, found.groups()[:6])
        try:
            zone = _zone(found.group(8))
            local = datetime(year, month, day, hour, minute, second, _micros(found.group(7)), tzinfo=zone)
            return local.astimezone(timezone.utc)
        except (ValueError, OverflowError):
            return None  # The caller reports the value with what was expected.

    def _write(self, value: Any) -> Any:
        if not isinstance(value, datetime):
            raise unfit(value, self.expected)
        if value != value:
            raise unfit(value, self.expected)  # NaT of pandas
        if value.utcoffset() is None:
            raise UnfitValueError(
                f"{value.isoformat()}, a datetime without a time zone (expected: one with it, such as"
                " datetime.now(timezone.utc))"
            )
        try:
            instant = value.astimezone(timezone.utc)
        except OverflowError:
            raise unfit(value, "a date-time of the years 1 to 9999 in UTC") from None
        return f"{instant:%H:%M:%S}".join((f"{instant.year:04}-{instant:%m-%d}T", f"{_fraction(instant.microsecond)}Z"))


def _zone(text: str) -> timezone:
    if text in ("Z", "z"):
        return timezone.utc
    hours, minutes, *seconds = (int(part) for part in text[1:].split(":"))
    if hours > 18 or minutes > 59:
        raise ValueError(text)
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds[0] if seconds else 0)
    return timezone(-offset if text[0] == "-" else offset)


def _fraction(micros: int) -> str:
    """The fraction of a second in groups of three digits, as Java writes it."""
    if micros == 0:
        return ""
    return f".{micros // 1000:03}" if micros % 1000 == 0 else f".{micros:06}"


class DurationType(ScalarType):
    """``timedelta``: ISO-8601, ``PT1S``."""

    json_type = "string"
    name = "timedelta"
    expected = "a duration such as PT30S"

    def schema(self) -> dict[str, Any]:
        return {**super().schema(), "format": "duration"}

    def parse(self, node: object) -> Any:
        if not isinstance(node, str) or len(node) > _MAX_DURATION_CHARACTERS:
            return None
        found = _DURATION.fullmatch(node)
        if found is None or not any(map(found.group, (2, 4, 5, 6))) or len(found.group(3) or "") == 1:
            return None
        try:
            return _duration(found)
        except OverflowError:
            return None  # The caller reports the value with what was expected.

    def _write(self, value: Any) -> Any:
        if not isinstance(value, timedelta):
            raise unfit(value, self.expected)
        return _iso(value)

    def check_column(self, value: Any) -> None:
        if abs(value) >= _TOO_LONG:
            raise UnfitValueError(f"{_iso(value)} (expected: at most 106,751,991 days)")


def _duration(found: re.Match[str]) -> timedelta:
    sign, days, _, hours, minutes, seconds, fraction = found.groups()
    micros = _micros(fraction)
    length = timedelta(
        days=int(days or 0),
        hours=int(hours or 0),
        minutes=int(minutes or 0),
        seconds=int(seconds or 0),
        microseconds=-micros if (seconds or "").startswith("-") else micros,
    )
    return -length if sign == "-" else length


def _iso(value: timedelta) -> str:
    """The text that Java writes: hours are the greatest unit, and each unit has its own sign."""
    sign = "-" if value < timedelta() else ""
    seconds, micros = divmod(abs(value) // timedelta(microseconds=1), 1_000_000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = (f"{sign}{hours}H" if hours else "") + (f"{sign}{minutes}M" if minutes else "")
    if seconds or micros or not text:
        fraction = f".{micros:06}".rstrip("0") if micros else ""
        text += f"{sign}{seconds}{fraction}S"
    return f"PT{text}"


class DateType(ScalarType):
    """``date``: ``2026-01-31``."""

    json_type = "string"
    name = "date"
    expected = "a date such as 2026-01-31"

    def schema(self) -> dict[str, Any]:
        return {**super().schema(), "format": "date"}

    def parse(self, node: object) -> Any:
        found = _DATE.fullmatch(node) if isinstance(node, str) else None
        try:
            return date(*map(int, found.groups())) if found else None
        except ValueError:
            return None  # The caller reports the value with what was expected.

    def _write(self, value: Any) -> Any:
        if not isinstance(value, date) or isinstance(value, datetime):
            raise unfit(value, self.expected)
        return value.isoformat()
