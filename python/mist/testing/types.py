"""The types of messages and values, and their form in rows."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from pyspark.sql import types as spark

from mist.contract.composites import EnumType, ListType, MapType
from mist.contract.numbers import DECIMAL_PLACES, WHOLE_DIGITS, DecimalType, FloatingType, IntegerType
from mist.contract.reader import TypeReader
from mist.contract.records import RecordType, WrappedType
from mist.contract.times import DateType, DurationType, InstantType
from mist.contract.values import BooleanType, StringType, UnfitValueError, ValueType, unfit
from mist.errors import Problem

_INTEGERS: dict[int, spark.DataType] = {
    8: spark.ByteType(),
    16: spark.ShortType(),
    32: spark.IntegerType(),
    64: spark.LongType(),
}
_SCALARS: dict[type[ValueType], spark.DataType] = {
    BooleanType: spark.BooleanType(),
    StringType: spark.StringType(),
    EnumType: spark.StringType(),
    DecimalType: spark.DecimalType(WHOLE_DIGITS + DECIMAL_PLACES, DECIMAL_PLACES),
    InstantType: spark.TimestampType(),
    DateType: spark.DateType(),
    DurationType: spark.DayTimeIntervalType(),
}


def message_type(annotation: Any) -> ValueType:
    """Raises ``TypeError`` if a contract may not hold it."""
    problems: list[Problem] = []
    return _required(TypeReader(problems).read_message(annotation, ""), problems)


def value_type(annotation: Any) -> ValueType:
    """Raises ``TypeError`` if a contract may not hold it."""
    problems: list[Problem] = []
    return _required(TypeReader(problems).read(annotation, ""), problems)


def _required(read: ValueType | None, problems: list[Problem]) -> ValueType:
    if read is None:
        raise TypeError("; and ".join(map(str, problems)))
    return read


def data_type(type: ValueType) -> spark.DataType:
    """The type of its Spark column."""
    if isinstance(type, IntegerType):
        return _INTEGERS[type.bits]
    if isinstance(type, FloatingType):
        return spark.DoubleType() if type.bits == 64 else spark.FloatType()
    if isinstance(type, ListType):
        return spark.ArrayType(data_type(type.element), containsNull=False)
    if isinstance(type, MapType):
        return spark.MapType(spark.StringType(), data_type(type.value), valueContainsNull=False)
    if isinstance(type, WrappedType):
        return data_type(type.field.type)
    return row_type(type) if isinstance(type, RecordType) else _SCALARS[type.__class__]


def row_type(type: ValueType) -> spark.StructType:
    """The type of a channel's rows: the fields of a record, or the one field ``value``."""
    if not isinstance(type, RecordType):
        return spark.StructType([spark.StructField("value", data_type(type), nullable=False)])
    return spark.StructType(
        [spark.StructField(field.name, data_type(field.type), nullable=field.optional) for field in type.fields]
    )


def row(type: ValueType, message: Any) -> tuple[Any, ...]:
    """A message as a row of :func:`row_type`. Raises ``ValueError`` if it does not fit."""
    type.to_json(message)
    type.check_column(message)
    value = row_value(type, message)
    return value if isinstance(type, RecordType) else (value,)


def row_value(type: ValueType, value: Any) -> Any:
    """A valid value in the form that Spark accepts."""
    if value is None:
        return None
    if isinstance(type, EnumType):
        return value.name
    if isinstance(type, ListType):
        return [row_value(type.element, each) for each in value]
    if isinstance(type, MapType):
        return {name: row_value(type.value, each) for name, each in value.items()}
    if isinstance(type, WrappedType):
        return row_value(type.field.type, type.content(value))
    if isinstance(type, RecordType):
        return tuple(row_value(field.type, getattr(value, field.name)) for field in type.fields)
    return float(value) if isinstance(type, FloatingType) else value


def from_row(type: ValueType, value: Any) -> Any:
    """The message of a row's value whose column fits. Raises ``ValueError`` if the value does not."""
    if value is None:
        raise unfit(None, type.expected)
    if isinstance(type, ListType):
        return [_under(f"[{i}]", type.element, each) for i, each in enumerate(value)]
    if isinstance(type, MapType):
        return {name: _under(name, type.value, each) for name, each in value.items()}
    if isinstance(type, WrappedType):
        return type.shape.construct({type.field.name: from_row(type.field.type, value)})
    if isinstance(type, RecordType):
        return _record(type, value)
    return _scalar(type, value)


def _record(type: RecordType, row: spark.Row) -> Any:
    values = {}
    names = row.__fields__
    for field in type.fields:
        name = field.name if field.name in names else next(n for n in names if n.lower() == field.name.lower())
        is_absent = row[name] is None and field.optional
        values[field.name] = None if is_absent else _under(field.name, field.type, row[name])
    return type.shape.construct(values)


def _under(segment: str, type: ValueType, value: Any) -> Any:
    try:
        return from_row(type, value)
    except UnfitValueError as e:
        raise e.under(segment) from e.__cause__


def _scalar(type: ValueType, value: Any) -> Any:
    if isinstance(type, EnumType):
        if value not in type.members:
            raise UnfitValueError(f'"{value}" (expected: {type.expected})')
        return type.members[value]
    if isinstance(value, datetime):
        # Spark returns local time without a time zone.
        return value.astimezone(timezone.utc)
    if isinstance(type, DecimalType):
        return type.parse(value)
    if isinstance(type, FloatingType):
        value = float(value)
    type.to_json(value)
    return value
