"""Reads the parameters of a job's function, and reports the problems of each."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from mist.annotations import Key
from mist.contract import text
from mist.contract.components import (
    Component,
    Default,
    InputComponent,
    LiveComponent,
    OutputComponent,
    ParameterComponent,
    check_range,
)
from mist.contract.port import carried, is_live, port_of
from mist.contract.reader import Marks, TypeReader, optional, report_twins, signature_of, unmarked, unreadable
from mist.contract.records import RecordType
from mist.contract.shown import shown_text, shown_type, suggestion
from mist.contract.values import UnfitValueError, ValueType
from mist.errors import Problem
from mist.ports import Input, Output

# By name, because importing pyspark takes longer than reading a contract.
SESSION = "SparkSession"
CONTEXT = "SparkContext"

_UNNAMED = {
    inspect.Parameter.VAR_POSITIONAL: "takes any number of values; name each parameter",
    inspect.Parameter.VAR_KEYWORD: "takes any names; name each parameter",
    inspect.Parameter.POSITIONAL_ONLY: "can only be given by its position; Mist gives it by its name: remove the '/'",
}


@dataclass(frozen=True)
class Signature:
    """The parameters of a function: components that callers and runs supply, and Spark."""

    components: tuple[Component, ...]
    spark: dict[str, str]
    returns: Any


class Unannotated:
    """Stands for a missing annotation."""


class Unreadable:
    """Stands for an annotation that is already reported."""


def read_signature(function: Callable[..., Any], problems: list[Problem]) -> Signature:
    signature = signature_of(function)
    parameters = list(signature.parameters.values())
    annotations = _annotations(function, signature, problems)
    spark = {p.name: kind for p in parameters if (kind := _spark(annotations.get(p.name)))}
    given = [parameter for parameter in parameters if parameter.name not in spark]
    report_twins([parameter.name for parameter in given], "", problems)
    read = [ParameterReader(p, annotations.get(p.name, Unannotated), problems).read() for p in given]
    components = tuple(component for component in read if component is not None)
    return Signature(components, spark, annotations.get("return", Unannotated))


def _annotations(
    function: Callable[..., Any], signature: inspect.Signature, problems: list[Problem]
) -> dict[str, Any]:
    """The annotations, each read by itself, so that an unreadable one hides no other."""
    scope = getattr(inspect.unwrap(function), "__globals__", {})
    declared = {parameter.name: parameter.annotation for parameter in signature.parameters.values()}
    annotations: dict[str, Any] = {}
    for name, annotation in [*declared.items(), ("return", signature.return_annotation)]:
        if annotation is inspect.Signature.empty:
            continue
        try:
            holder: Any = SimpleNamespace(__annotations__={name: annotation})
            annotations[name] = typing.get_type_hints(holder, globalns=scope, include_extras=True)[name]
        except Exception as e:
            problems.append(Problem(name, f"its type cannot be read: {unreadable(e)}"))
            annotations[name] = Unreadable
    return annotations


def _spark(annotation: Any) -> str | None:
    """``SparkSession`` or ``SparkContext``; ``None`` if it is neither."""
    found, _ = unmarked(annotation)
    found, _ = optional(found)
    if not isinstance(found, type) or not found.__module__.startswith("pyspark."):
        return None
    return next((name for name in (SESSION, CONTEXT) if found.__name__ == name), None)


class ParameterReader:
    def __init__(self, parameter: inspect.Parameter, annotation: Any, problems: list[Problem]) -> None:
        self._parameter = parameter
        self._name = parameter.name
        self._annotation = annotation
        self._problems = problems

    def read(self) -> Component | None:
        """The component; ``None`` if there is a problem."""
        before = len(self._problems)
        component = self._component()
        return None if len(self._problems) > before else component

    def _component(self) -> Component | None:
        if self._parameter.kind in _UNNAMED:
            return self._problem(_UNNAMED[self._parameter.kind])
        if self._annotation is Unreadable:
            return None
        if self._annotation is Unannotated:
            return self._problem(f"has no type; write it, such as {self._name}: str")
        annotation, marks = unmarked(self._annotation)
        return self._marked(annotation, marks)

    def _marked(self, annotation: Any, marks: Marks) -> Component | None:
        port = port_of(annotation)
        if port is not Output and marks.key is not None:
            self._problem("Key is for an Output; remove it")
        if port is not Output and marks.batch_on_change:
            self._problem("BatchOnChange is for an Output, whose query runs at a change; move it there")
        return self._fixed(annotation, marks) if port is None else self._port(port, carried(annotation), marks)

    def _port(self, port: type, of: Any, marks: Marks) -> Component | None:
        if of is None:
            name = port.__name__
            return self._problem(f"{name} has no type argument; write what it carries, such as {name}[str]")
        if is_live(port):
            return self._live(port, of, marks)
        return self._input(of, marks) if port is Input else self._output(of, marks)

    def _fixed(self, annotation: Any, marks: Marks) -> Component | None:
        inner, is_optional = optional(annotation)
        default = self._parameter.default
        if is_optional and default is not inspect.Parameter.empty and default is not None:
            self._problem(
                "a default beside '| None'; a parameter with a default is never missing: remove one of both"
            )
        value = TypeReader(self._problems).read(inner, self._name)
        if value is None:
            return None
        initial = None if is_optional else self._default(value, live=False)
        return ParameterComponent(self._name, value, marks.doc, is_optional, initial)

    def _live(self, port: type, of: Any, marks: Marks) -> Component | None:
        inner, _ = unmarked(of)
        if optional(inner)[1]:
            return self._problem(
                f"Live[{shown_type(inner)}] cannot be in a contract; a live parameter always has a value: write Live[T]"
                " with a default that stands for none, or a list"
            )
        value = TypeReader(self._problems).read(of, self._name)
        if value is None:
            return None
        return LiveComponent(self._name, value, marks.doc, port, self._default(value, live=True))

    def _input(self, of: Any, marks: Marks) -> Component | None:
        message = self._message("Input", of)
        return None if message is None else InputComponent(self._name, message, marks.doc)

    def _output(self, of: Any, marks: Marks) -> Component | None:
        message = self._message("Output", of)
        if message is None:
            return None
        return OutputComponent(self._name, message, marks.doc, self._key(marks.key, message), marks.batch_on_change)

    def _message(self, channel: str, of: Any) -> ValueType | None:
        if self._parameter.default is not inspect.Parameter.empty:
            self._problem(f"a default on an {channel}; a channel has no value: remove the default")
        return TypeReader(self._problems).read_message(of, self._name)

    def _key(self, key: Key | None, message: ValueType) -> tuple[str, ...]:
        if key is None:
            return ()
        fields = message.key_field_names() if isinstance(message, RecordType) else []
        if not key.fields:
            self._problem(f"Key without a field (expected: the names of fields of {message.name})")
        for field in key.fields:
            if field not in fields:
                self._problem(
                    f'Key("{shown_text(str(field))}") is no field of {message.name} that is always there and holds a'
                    f" single value{suggestion(str(field), fields)}"
                )
        return key.fields

    def _default(self, type: ValueType, live: bool) -> Default | None:
        value = self._parameter.default
        if value is inspect.Parameter.empty:
            return None
        try:
            # A copy as JSON, so that runs do not share a list.
            node = text.parse(text.write(type.to_json(value)))
        except UnfitValueError as e:
            return self._problem(f"default {shown_text(repr(value))}: {e}")
        found: list[Problem] = []
        read = type.from_json(node, "", found)
        if live:
            check_range(type, read, "", found)
        for problem in found:
            self._problem(f"default {shown_text(repr(value))}: {problem}")
        return Default(node)

    def _problem(self, message: str) -> None:
        self._problems.append(Problem(self._name, message))
