"""Checks the columns that a job sends, as a run does at its start."""

from __future__ import annotations

from pyspark.sql import types as spark

from mist.contract import paths
from mist.contract.composites import EnumType, ListType, MapType
from mist.contract.numbers import DecimalType, FloatingType, IntegerType
from mist.contract.records import Field, RecordType, WrappedType
from mist.contract.values import StringType, ValueType
from mist.testing.types import data_type

_WIDTHS: list[spark.DataType] = [spark.ByteType(), spark.ShortType(), spark.IntegerType(), spark.LongType()]


def check(type: ValueType, columns: spark.StructType) -> None:
    """Raises ``ValueError`` if a column does not fit; the message names each."""
    problems: list[str] = []
    if isinstance(type, RecordType):
        _check_record(type, columns, "", problems)
    elif len(columns) != 1:
        problems.append(f"there are {len(columns)} columns (columns: {', '.join(columns.names)}); select one")
    else:
        _check(type, columns[0].dataType, columns[0].name, problems)
    if problems:
        raise ValueError(f"the columns do not fit {type.name}: {'; and '.join(problems)}")


def _check_record(type: RecordType, columns: spark.StructType, path: str, problems: list[str]) -> None:
    used: set[int] = set()
    for field in type.fields:
        found = _indexes(columns, field.name)
        used.update(found)
        _check_field(type, field, found, columns, path, problems)
    for i, name in enumerate(columns.names):
        if i not in used:
            problems.append(f"column '{paths.join(path, name)}' is not a field of {type.name}; {_drop(path, name)}")


def _check_field(
    type: RecordType, field: Field, found: list[int], columns: spark.StructType, path: str, problems: list[str]
) -> None:
    at = paths.join(path, field.name)
    if not found:
        names = ", ".join(columns.names) or "none"
        hint = ", with lit(None) if it has no value" if field.optional else ""
        problems.append(f"column '{at}' is missing for {type.name} (columns: {names}); add it{hint}")
    elif len(found) > 1:
        names = ", ".join(columns.names[i] for i in found)
        problems.append(f"column '{at}' is ambiguous (columns: {names}); rename or drop all but one")
    elif not isinstance(columns[found[0]].dataType, spark.NullType):
        _check(field.type, columns[found[0]].dataType, at, problems)
    elif not field.optional:
        problems.append(
            f"column '{at}' is always null (expected: {field.type.expected}); give it a value, or make the field"
            f" {field.type.name} | None"
        )


def _indexes(columns: spark.StructType, name: str) -> list[int]:
    """All columns of that exact name; otherwise all whose names differ only by case."""
    exact = [i for i, each in enumerate(columns.names) if each == name]
    return exact or [i for i, each in enumerate(columns.names) if each.lower() == name.lower()]


def _drop(path: str, name: str) -> str:
    if not path:
        return f'drop it with drop("{name}")'
    return f'drop it with withColumn("{path}", col("{path}").dropFields("{name}"))'


def _check(type: ValueType, column: spark.DataType, path: str, problems: list[str]) -> None:
    if isinstance(type, WrappedType):
        _check(type.field.type, column, path, problems)
    elif isinstance(type, RecordType) and isinstance(column, spark.StructType):
        _check_record(type, column, path, problems)
    elif isinstance(type, ListType) and isinstance(column, spark.ArrayType):
        _check(type.element, column.elementType, f"{path}[]", problems)
    elif isinstance(type, MapType) and isinstance(column, spark.MapType) and _is_string(column.keyType):
        _check(type.value, column.valueType, f"{path}[key]", problems)
    elif not _fits(type, column):
        problems.append(f"column '{path}' is {_sql(column)} (expected: {_expected(type)}); {_cast(type, path)}")


def _is_string(column: spark.DataType) -> bool:
    return isinstance(column, spark.StringType)


def _fits(type: ValueType, column: spark.DataType) -> bool:
    if isinstance(type, StringType | EnumType):
        return _is_string(column)
    if isinstance(type, IntegerType):
        return _is_integer(column, data_type(type))
    if isinstance(type, FloatingType):
        is_double = type.bits == 64
        # A long column does not fit a double, nor an int a float: both would be rounded.
        return (
            isinstance(column, spark.FloatType)
            or (is_double and isinstance(column, spark.DoubleType))
            or _is_integer(column, spark.IntegerType() if is_double else spark.ShortType())
        )
    if isinstance(type, DecimalType):
        return isinstance(column, spark.DecimalType) or _is_integer(column, spark.LongType())
    is_other = isinstance(type, RecordType | ListType | MapType)
    return not is_other and isinstance(column, data_type(type).__class__)


def _is_integer(column: spark.DataType, widest: spark.DataType) -> bool:
    return column in _WIDTHS and _WIDTHS.index(column) <= _WIDTHS.index(widest)


def _expected(type: ValueType) -> str:
    if isinstance(type, RecordType):
        return "STRUCT"
    if isinstance(type, ListType):
        return "ARRAY"
    if isinstance(type, MapType):
        return "MAP with STRING keys"
    if isinstance(type, FloatingType):
        return "DOUBLE, FLOAT or INT" if type.bits == 64 else "FLOAT or SMALLINT"
    if isinstance(type, DecimalType):
        return "DECIMAL or an integer"
    narrower = " or a narrower integer" if isinstance(type, IntegerType) and type.bits > 8 else ""
    return _sql(data_type(type)) + narrower


def _sql(column: spark.DataType) -> str:
    return column.simpleString().upper()


def _cast(type: ValueType, path: str) -> str:
    if isinstance(type, EnumType):
        return f"make it the name of a constant of {type.name}"
    if isinstance(type, RecordType):
        return f"make it a struct of {', '.join(field.name for field in type.fields)}"
    if isinstance(type, ListType):
        return f'make it an array, such as with array(col("{path}"))'
    if isinstance(type, MapType):
        return "make it a map, such as with map_from_entries"
    return f'convert it, such as with col("{path}").cast("{data_type(type).simpleString()}")'
