"""Values between JSON and Python."""

from __future__ import annotations

import math
import random
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest
from every_type import Level, Name, Numbers, Outer, Part, Times, Whole

from mist import Float32, Int8, Int16, Int32
from mist.contract import text
from mist.contract.reader import TypeReader
from mist.contract.values import UnfitValueError, ValueType
from mist.errors import MistError, Problem

UTC = timezone.utc


class Colour(str, Enum):
    RED = "red"


def type_of(annotation: Any) -> ValueType:
    problems: list[Problem] = []
    read = TypeReader(problems).read(annotation, "")
    assert not problems
    assert read is not None
    return read


def read(annotation: Any, json: str) -> Any:
    problems: list[Problem] = []
    value = type_of(annotation).from_json(text.parse(json), "at", problems)
    assert not problems
    return value


def refusal(annotation: Any, json: str) -> str:
    problems: list[Problem] = []
    assert type_of(annotation).from_json(text.parse(json), "at", problems) is None
    return ", ".join(map(str, problems))


def written(annotation: Any, value: Any) -> str:
    return text.write(type_of(annotation).to_json(value))


@pytest.mark.parametrize(
    ("annotation", "json", "value"),
    [
        (bool, "true", True),
        (Int8, "-128", -128),
        (Int16, "32767", 32767),
        (Int32, "3.0", 3),
        (Int32, "3e2", 300),
        (Int32, "0.0", 0),
        (int, "-9223372036854775808", -(2**63)),
        (Float32, "0.5", 0.5),
        (float, "3", 3.0),
        (float, "0.1", 0.1),
        (Decimal, "3", Decimal(3)),
        (str, '"a"', "a"),
        (Level, '"HIGH"', Level.HIGH),
        (Name, '"a"', Name("a")),
        (Outer, '"a"', Outer(Name("a"))),
        (datetime, '"2026-01-31T12:00:00.5Z"', datetime(2026, 1, 31, 12, 0, 0, 500_000, UTC)),
        (datetime, '"2026-01-31T14:00:00+02:00"', datetime(2026, 1, 31, 12, tzinfo=UTC)),
        (datetime, '"2026-01-31T12:00:00.123456789Z"', datetime(2026, 1, 31, 12, 0, 0, 123_456, UTC)),
        (timedelta, '"PT1M30S"', timedelta(seconds=90)),
        (timedelta, '"P1DT-2H"', timedelta(hours=22)),
        (timedelta, '"-PT1.5S"', timedelta(seconds=-1.5)),
        (timedelta, '"PT-0.5S"', timedelta(seconds=-0.5)),
        (date, '"2026-01-31"', date(2026, 1, 31)),
        (list[int], "[1, 2]", [1, 2]),
        (dict[str, bool], '{"b": true, "a": false}', {"b": True, "a": False}),
    ],
)
def test_a_value_is_read_from_json(annotation: Any, json: str, value: Any) -> None:
    found = read(annotation, json)
    assert found == value
    assert type(found) is type(value)


def test_a_decimal_is_exact() -> None:
    digits = "1234567890123456789012345678901234567890.10"
    assert str(read(Decimal, digits)) == digits
    assert written(Decimal, Decimal(digits)) == digits


@pytest.mark.parametrize(
    ("annotation", "json", "message"),
    [
        (bool, '"true"', '"true" (expected: true or false)'),
        (bool, "1", "1 (expected: true or false)"),
        (int, "true", "true (expected: an integer from -9223372036854775808 to 9223372036854775807)"),
        (Int8, "128", "128 (expected: an integer from -128 to 127)"),
        (Int8, "1e1000000000", "1E+1000000000 (expected: an integer from -128 to 127)"),
        (Int8, "1e-1000000000", "1E-1000000000 (expected: an integer from -128 to 127)"),
        (
            int,
            "9223372036854775808",
            "9223372036854775808 (expected: an integer from -9223372036854775808 to 9223372036854775807)",
        ),
        (Int32, '"3"', '"3" (expected: an integer from -2147483648 to 2147483647)'),
        (Int32, "1.5", "1.5 (expected: an integer from -2147483648 to 2147483647)"),
        (Float32, "1e39", "1E+39 (expected: a finite number in the range of a float)"),
        (float, "-1e400", "-1E+400 (expected: a finite number in the range of a double)"),
        (float, '"NaN"', '"NaN" (expected: a finite number in the range of a double)'),
        (Decimal, '"1"', '"1" (expected: a number)'),
        (str, "3", "3 (expected: a string)"),
        (str, "{}", "an object (expected: a string)"),
        (str, "null", "null (expected: a string)"),
        (Level, '"low"', '"low" (expected: one of LOW, HIGH)'),
        (Name, '" "', "' ' is blank (expected: a name)"),
        (datetime, '"2026-01-31"', '"2026-01-31" (expected: a date-time such as 2026-01-31T12:00:00Z)'),
        (
            datetime,
            '"2026-01-31T12:00:00"',
            '"2026-01-31T12:00:00" (expected: a date-time such as 2026-01-31T12:00:00Z)',
        ),
        (timedelta, '"30 seconds"', '"30 seconds" (expected: a duration such as PT30S)'),
        (timedelta, '"PT"', '"PT" (expected: a duration such as PT30S)'),
        (timedelta, '"P1DT"', '"P1DT" (expected: a duration such as PT30S)'),
        (timedelta, f'"PT{"9" * 30}S"', f'"PT{"9" * 30}S" (expected: a duration such as PT30S)'),
        (date, '"2026-02-30"', '"2026-02-30" (expected: a date such as 2026-01-31)'),
        (date, '"20260131"', '"20260131" (expected: a date such as 2026-01-31)'),
        (list[int], "{}", "an object (expected: a list)"),
        (Times, "[]", "a list (expected: an object)"),
    ],
)
def test_a_value_of_another_type_is_rejected_without_coercion(annotation: Any, json: str, message: str) -> None:
    assert refusal(annotation, json) == f"at: {message}"


def test_all_problems_of_a_value_have_their_paths() -> None:
    assert refusal(dict[str, list[Level]], '{"a": ["LOW", "low", null], "a.b": 3, "": 4}') == (
        'at.a[1]: "low" (expected: one of LOW, HIGH), at.a[2]: null (expected: one of LOW, HIGH),'
        ' at["a.b"]: 3 (expected: a list), at[""]: 4 (expected: a list)'
    )
    assert refusal(Part, '{"Name": "a", "times": {"instant": "?", "date": "?"}}') == (
        "at.Name: unknown field; did you mean 'name'?,"
        " at.name: missing (expected: a string),"
        ' at.times.instant: "?" (expected: a date-time such as 2026-01-31T12:00:00Z),'
        " at.times.duration: missing (expected: a duration such as PT30S),"
        ' at.times.date: "?" (expected: a date such as 2026-01-31)'
    )


def test_a_long_value_is_shown_by_its_beginning() -> None:
    assert len(refusal(Int32, '"' + "x" * 1000 + '"')) < 200


@pytest.mark.parametrize(
    ("annotation", "value", "json"),
    [
        (float, 0.1, "0.1"),
        (float, 3, "3.0"),
        (float, 1e7, "1.0E7"),
        (float, 1234567.25, "1234567.25"),
        (float, 0.001, "0.001"),
        (float, -0.00012, "-1.2E-4"),
        (float, 1e22, "1.0E22"),
        (float, -0.0, "-0.0"),
        (Float32, 0.1, "0.1"),
        (Float32, 16777216.0, "1.6777216E7"),
        (Decimal, Decimal("1E+3"), "1E+3"),
        (Decimal, Decimal("-0.00"), "0.00"),
        (str, 'é"\\\n\x01\x7f\ud800', '"é\\"\\\\\\n\\u0001\x7f\\uD800"'),
        (datetime, datetime(2026, 1, 31, 13, tzinfo=timezone(timedelta(hours=1))), '"2026-01-31T12:00:00Z"'),
        (datetime, datetime(26, 1, 31, 12, 0, 0, 500_000, UTC), '"0026-01-31T12:00:00.500Z"'),
        (datetime, datetime(2026, 1, 31, 12, 0, 0, 1, UTC), '"2026-01-31T12:00:00.000001Z"'),
        (timedelta, timedelta(), '"PT0S"'),
        (timedelta, timedelta(days=2), '"PT48H"'),
        (timedelta, timedelta(minutes=-1, seconds=-30.5), '"PT-1M-30.5S"'),
        (timedelta, timedelta(seconds=-0.5), '"PT-0.5S"'),
        (timedelta, timedelta(hours=1, microseconds=1), '"PT1H0.000001S"'),
        (Part, Part(Name("a")), '{"name":"a"}'),
        (str, Colour.RED, '"red"'),
        (dict[str, str], {Colour.RED: Colour.RED}, '{"red":"red"}'),
    ],
)
def test_json_is_written_as_java_writes_it(annotation: Any, value: Any, json: str) -> None:
    assert written(annotation, value) == json


@pytest.mark.parametrize(
    ("annotation", "value", "message"),
    [
        (int, True, "True, a bool (expected: an integer from -9223372036854775808 to 9223372036854775807)"),
        (Int8, 128, "128, an int (expected: an integer from -128 to 127)"),
        (int, 1.0, "1.0, a float (expected: an integer from -9223372036854775808 to 9223372036854775807)"),
        (float, math.nan, "NaN (expected: a finite number in the range of a double)"),
        (float, -math.inf, "-Infinity (expected: a finite number in the range of a double)"),
        (float, 10**400, f"1{'0' * 79}… (expected: a finite number in the range of a double)"),
        (float, Decimal(1), "1, a decimal.Decimal (expected: a finite number in the range of a double)"),
        (Decimal, Decimal("NaN"), "NaN, a decimal.Decimal (expected: a number)"),
        (str, None, "null (expected: a string)"),
        (str, b"a", "b'a', a bytes (expected: a string)"),
        (date, datetime(2026, 1, 31), "2026-01-31 00:00:00, a datetime.datetime (expected: a date such as 2026-01-31)"),
        (
            datetime,
            datetime(2026, 1, 31),
            "2026-01-31T00:00:00, a datetime without a time zone (expected: one with it, such as"
            " datetime.now(timezone.utc))",
        ),
        (
            datetime,
            datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=2))),
            "0001-01-01 00:00:00+02:00, a datetime.datetime (expected: a date-time of the years 1 to 9999 in UTC)",
        ),
        (list[float], [1.0, None], "[1]: null (expected: a finite number in the range of a double)"),
        (list[str], "ab", "ab, a str (expected: a list)"),
        (dict[str, int], {1: 3}, "[key]: 1, an int (expected: a string as key)"),
        (dict[str, Part], {"a b": Part(3)}, '["a b"].name: 3, an int (expected: an every_type.Name)'),  # type: ignore[arg-type]
    ],
)
def test_an_unfit_python_value_is_rejected_with_its_path(annotation: Any, value: Any, message: str) -> None:
    with pytest.raises(UnfitValueError) as refused:
        written(annotation, value)
    assert str(refused.value) == message


def test_a_number_too_long_for_a_text_is_rejected_too() -> None:
    with pytest.raises(UnfitValueError, match="…, an int .expected: an integer from -9223372036854775808"):
        written(int, 10**5000)


def test_the_missing_time_of_pandas_is_rejected() -> None:
    pandas = pytest.importorskip("pandas")
    with pytest.raises(UnfitValueError, match=r"NaT, a .* \(expected: a date-time"):
        written(datetime, pandas.NaT)


def test_numbers_of_numpy_are_numbers() -> None:
    numpy = pytest.importorskip("numpy")
    assert written(int, numpy.int32(3)) == "3"
    assert written(float, numpy.float32(0.5)) == "0.5"


@pytest.mark.parametrize(
    ("annotation", "value", "message"),
    [
        (Decimal, Decimal("1E+20"), "1E+20 (expected: at most 20 digits before the point and 18 behind it)"),
        (list[Decimal], [Decimal("1E-19")], "[0]: 1E-19 (expected: at most 20 digits before the point and 18 behind it)"),
        (timedelta, timedelta(days=106_751_992), "PT2562047808H (expected: at most 106,751,991 days)"),
    ],
)
def test_a_value_beyond_its_column_is_rejected(annotation: Any, value: Any, message: str) -> None:
    with pytest.raises(UnfitValueError) as refused:
        type_of(annotation).check_column(value)
    assert str(refused.value) == message


def test_trailing_zeros_of_a_decimal_are_no_digits() -> None:
    type_of(Decimal).check_column(Decimal("1." + "0" * 40))
    type_of(Decimal).check_column(Decimal("9" * 20 + "." + "9" * 18))


@pytest.mark.parametrize(
    ("json", "message"),
    [
        ("{", "malformed JSON at line 1, column 2: Expecting property name enclosed in double quotes"),
        ('{"a": 1, "a": 2}', "malformed JSON: duplicate field 'a'"),
        ("NaN", "malformed JSON: NaN is no JSON value"),
        ("1" * 1001, "malformed JSON: a number with 1001 characters (expected: at most 1000)"),
    ],
)
def test_malformed_json_is_rejected(json: str, message: str) -> None:
    with pytest.raises(MistError) as refused:
        text.parse(json)
    assert refused.value.code == "malformed-json"
    assert refused.value.message == message


@pytest.mark.parametrize("seed", range(100))
def test_a_value_is_read_back_from_json(seed: int) -> None:
    whole = Samples(seed).whole()
    json = written(Whole, whole)
    assert read(Whole, json) == whole, f"seed {seed}"
    assert written(Whole, read(Whole, json)) == json, f"seed {seed}"


class Samples:
    """Random values."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def whole(self) -> Whole:
        return Whole(
            flag=self.random.random() < 0.5,
            numbers=self.numbers(),
            times=self.times(),
            text=self.text(),
            level=self.level(),
            outer=Outer(self.name()),
            parts=[self.part() for _ in range(self.random.randrange(3))],
            lists={self.text(): [self.random.randrange(-(2**31), 2**31)] for _ in range(3)},
            maps=[{self.text(): self.name()}],
            alias=self.random.choice([None, self.name()]),
            levels=self.random.choice([None, [self.level()]]),
        )

    def part(self) -> Part:
        return Part(self.name(), self.random.choice([None, self.level()]), self.random.choice([None, self.times()]))

    def numbers(self) -> Numbers:
        draw = self.random
        return Numbers(
            tiny=draw.randrange(-128, 128),
            small=draw.randrange(-(2**15), 2**15),
            medium=draw.randrange(-(2**31), 2**31),
            large=draw.randrange(-(2**63), 2**63),
            single=read(Float32, repr(draw.uniform(-1e30, 1e30))),
            double=draw.uniform(-1, 1) * 10.0 ** draw.randrange(-300, 300),
            exact=Decimal(draw.randrange(-(10**30), 10**30)).scaleb(-draw.randrange(30)),
        )

    def times(self) -> Times:
        return Times(
            instant=datetime.fromtimestamp(self.random.randrange(-(10**9), 10**10), UTC)
            + timedelta(microseconds=self.random.randrange(10**6)),
            duration=timedelta(microseconds=self.random.randrange(-(10**15), 10**15)),
            date=date.fromordinal(self.random.randrange(1, 3_000_000)),
        )

    def text(self) -> str:
        return "".join(self.random.choice("aé\"\\\n €😀.") for _ in range(self.random.randrange(6)))

    def name(self) -> Name:
        return Name("n" + self.text())

    def level(self) -> Level:
        return self.random.choice(list(Level))
