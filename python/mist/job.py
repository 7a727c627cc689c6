"""A job as Mist runs it: its contract, and the way of every value into and out of its function."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mist import artifact
from mist.contract import text
from mist.contract.components import (
    Component,
    InputComponent,
    LiveComponent,
    OutputComponent,
    ParameterComponent,
)
from mist.contract.composites import object_schema, refusal, report_unknown
from mist.contract.reader import TypeReader, docstring
from mist.contract.shown import shown_text, shown_type, suggestion
from mist.contract.signature import SESSION, Signature, Unannotated, Unreadable, read_signature
from mist.contract.values import NothingType, UnfitValueError, ValueType
from mist.declaration import STREAM, Declaration, declaration_of
from mist.errors import MistError, Problem, counted
from mist.ports import Input, Live, Output

_JOB_NAME = re.compile("[a-z0-9]+(-[a-z0-9]+)*")


def load(path: str, name: str) -> JobDescription:
    """The job of that name in an artifact: ``log_alerts`` in a ``.py``, ``package.module:log_alerts`` in an archive.

    Its module is imported, and stays in ``sys.modules``. Raises :class:`MistError` of kind job, code ``class-not-found``,
    ``job-not-loadable``, ``unreadable-artifact`` or ``invalid-contract``, or of kind caller, code ``artifact-not-found``.
    """
    return read(artifact.load(path, name), name)


def read(function: Callable[..., Any], class_name: str | None = None) -> JobDescription:
    """What a decorated function declares, without running any of it but the checks of its defaults.

    Raises :class:`MistError` of kind job, code ``invalid-contract``, with all problems; their paths are parameters.
    """
    return _ContractReader(function, class_name or function.__name__).read()


class JobDescription:
    """What a job's function declares. Made by :func:`load` and :func:`read`."""

    def __init__(
        self,
        function: Callable[..., Any],
        class_name: str,
        declaration: Declaration,
        signature: Signature,
        result: ValueType,
    ) -> None:
        self.function = function
        self.class_name = class_name
        self.components = signature.components
        self.result = result
        self._declaration = declaration
        self._spark = signature.spark

    @property
    def job(self) -> str:
        return self._declaration.job

    @property
    def kind(self) -> str:
        """``batch`` or ``stream``."""
        return self._declaration.kind

    @cached_property
    def contract(self) -> dict[str, Any]:
        """As it travels. Its numbers may be decimals; :attr:`contract_json` is its text."""
        contract: dict[str, Any] = {"job": self.job, "className": self.class_name, "kind": self.kind}
        description = docstring(self.function)
        if description is not None:
            contract["description"] = description
        contract["parameters"] = self._object(ParameterComponent)
        contract["live"] = self._object(LiveComponent)
        contract["inputs"] = {each.name: each.schema() for each in self._all(InputComponent)}
        contract["outputs"] = {each.name: each.schema() for each in self._all(OutputComponent)}
        contract["result"] = self.result.schema()
        return contract

    @property
    def contract_json(self) -> str:
        return text.write(self.contract)

    def _object(self, kind: type[Any]) -> dict[str, Any]:
        found = self._all(kind)
        return object_schema(
            {each.name: each.schema() for each in found}, [each.name for each in found if each.is_required]
        )

    def _all(self, kind: type[Any]) -> list[Any]:
        return [component for component in self.components if isinstance(component, kind)]

    def _names(self, kind: type[Component]) -> list[str]:
        return [component.name for component in self._all(kind)]

    def check_live(self, values: Mapping[str, object]) -> list[Problem]:
        """Everything that is wrong with the live values of a run; empty if they are valid."""
        problems: list[Problem] = []
        report_unknown("live parameter", values, self._names(LiveComponent), "", problems)
        for component in self._all(LiveComponent):
            component.read(values, problems)
        return problems

    def read_live(self, name: str, node: object) -> Any:
        """The Python value of a live parameter.

        Raises :class:`MistError` of kind caller, code ``invalid-parameters``.
        """
        component = self._component(name, LiveComponent)
        problems: list[Problem] = []
        value = component.read({name: node}, problems)
        if problems:
            raise MistError(
                "caller", "invalid-parameters", f"the live parameter '{name}' has no valid value", problems
            )
        return value

    def bind(
        self,
        parameters: Mapping[str, object],
        live: Callable[[str], Live[Any]],
        input: Callable[[str], Input[Any]],
        output: Callable[[str], Output[Any]],
        spark: Any,
    ) -> dict[str, Any]:
        """What the function is called with, for one run.

        ``parameters`` are the fixed ones alone; ``live``, ``input`` and ``output`` are called once for each that there is;
        ``spark`` is the run's ``SparkSession``. Raises :class:`MistError` of kind caller, code ``invalid-parameters``,
        with all problems; what the job's check refuses has an empty path.
        """
        problems: list[Problem] = []
        values = self._read_parameters(parameters, problems)
        if not problems:
            self._check(values, problems)
        if problems:
            raise MistError(
                "caller",
                "invalid-parameters",
                f"{counted(problems)} with the parameters of job '{self.job}'",
                problems,
            )
        values.update((name, live(name)) for name in self._names(LiveComponent))
        values.update((name, input(name)) for name in self._names(InputComponent))
        values.update((name, output(name)) for name in self._names(OutputComponent))
        values.update((name, spark if kind == SESSION else spark.sparkContext) for name, kind in self._spark.items())
        return values

    def _read_parameters(self, parameters: Mapping[str, object], problems: list[Problem]) -> dict[str, Any]:
        report_unknown("parameter", parameters, self._names(ParameterComponent), "", problems)
        return {each.name: each.read(parameters, problems) for each in self._all(ParameterComponent)}

    def _check(self, values: dict[str, Any], problems: list[Problem]) -> None:
        check = self._declaration.check
        if check is None:
            return
        try:
            check(**{name: values[name] for name in _check_names(check)})
        except (MemoryError, RecursionError):
            raise  # The machine's trouble is no answer to a caller.
        except Exception as e:
            problems.append(Problem("", refusal(e)))

    def call(self, values: dict[str, Any]) -> Any:
        """Runs a batch job to its end, or starts a stream job's query; returns what the function returns.

        Raises what the function raises, and :class:`MistError` of kind job, code ``job-failed``, if a stream job returns
        ``None``.
        """
        returned = self.function(**values)
        if self.kind == STREAM and returned is None:
            raise MistError(
                "job",
                "job-failed",
                f"{self.function.__name__}(…) returned None (expected: the StreamingQuery that it has started)",
            )
        return returned

    def result_json(self, returned: Any) -> str:
        """The JSON text of what a batch job returned.

        Raises :class:`MistError` of kind job, code ``invalid-result``, if it does not fit the declared type.
        """
        try:
            return text.write(self.result.to_json(returned))
        except UnfitValueError as e:
            problem = e.at("result")
            raise MistError(
                "job",
                "invalid-result",
                f"job '{self.job}' returned what does not fit its result {self.result.name}: {problem}",
                [problem],
            ) from None

    def output_json(self, name: str, message: Any) -> str:
        """The JSON text of a message of an output.

        Raises ``ValueError`` if it does not fit the output's type; the message names the field.
        """
        component = self._component(name, OutputComponent)
        try:
            return text.write(component.type.to_json(message))
        except UnfitValueError as e:
            raise ValueError(
                f"a message of output '{name}' does not fit {component.type.name}: {e}"
            ) from None

    def _component(self, name: str, kind: type[Component]) -> Any:
        for component in self._all(kind):
            if component.name == name:
                return component
        raise ValueError(f"'{name}' of job '{self.job}'{suggestion(name, self._names(kind))}")


def _check_names(check: Callable[..., Any]) -> list[str]:
    return list(inspect.signature(check).parameters)


@dataclass
class _ContractReader:
    function: Callable[..., Any]
    class_name: str

    def read(self) -> JobDescription:
        problems: list[Problem] = []
        description = self._describe(problems)
        if description is None or problems:
            raise MistError(
                "job", "invalid-contract", f"{counted(problems)} with the contract of {self.class_name}", problems
            )
        return description

    def _describe(self, problems: list[Problem]) -> JobDescription | None:
        declaration = declaration_of(self.function)
        if declaration is None:
            problems.append(
                Problem(
                    "",
                    f"{self.class_name} has no @batch_job or @stream_job; decorate it, such as with"
                    f' @batch_job("{self._hyphenated()}")',
                )
            )
            return None
        self._check_name(declaration, problems)
        self._check_function(problems)
        signature = read_signature(self.function, problems)
        result = self._result(declaration, signature.returns, problems)
        self._check_check(declaration, signature, problems)
        if result is None:
            return None
        return JobDescription(self.function, self.class_name, declaration, signature, result)

    def _check_name(self, declaration: Declaration, problems: list[Problem]) -> None:
        if not _JOB_NAME.fullmatch(declaration.job):
            problems.append(
                Problem(
                    "",
                    f'{declaration.decorator}("{shown_text(declaration.job)}") (expected: lower-case letters, digits and'
                    f' hyphens between them, such as "{self._hyphenated()}")',
                )
            )

    def _hyphenated(self) -> str:
        words = re.findall("[A-Z]*[a-z0-9]+|[A-Z]+", self.class_name.rpartition(":")[2])
        return "-".join(words).lower() or "log-alerts"

    def _check_function(self, problems: list[Problem]) -> None:
        if inspect.iscoroutinefunction(self.function) or inspect.isasyncgenfunction(self.function):
            problems.append(Problem("", f"{self.class_name} is async, which nothing awaits; write 'def' without it"))
        elif inspect.isgeneratorfunction(self.function):
            problems.append(Problem("", f"{self.class_name} yields (expected: return); send messages to an Output"))

    def _result(self, declaration: Declaration, returns: Any, problems: list[Problem]) -> ValueType | None:
        if returns is Unreadable:
            return None
        if declaration.kind == STREAM:
            if returns is not Unannotated and getattr(returns, "__name__", "") != "StreamingQuery":
                problems.append(
                    Problem(
                        "result",
                        f"{shown_type(returns)} (expected: StreamingQuery, the one that a stream job has started)",
                    )
                )
            return NothingType()
        if returns is Unannotated:
            problems.append(Problem("result", "has no type; write it, such as -> list[str], or -> None if there is none"))
            return None
        return TypeReader(problems).read_result(returns, "result")

    def _check_check(self, declaration: Declaration, signature: Signature, problems: list[Problem]) -> None:
        if declaration.check is None:
            return
        fixed = [each.name for each in signature.components if isinstance(each, ParameterComponent)]
        problems.extend(
            Problem("", f"check takes '{name}', which is no fixed parameter of the job{suggestion(name, fixed)}")
            for name in _check_names(declaration.check)
            if name not in fixed
        )
