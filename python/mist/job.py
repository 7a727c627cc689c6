"""A job as Mist runs it: its contract, and the conversion of every value into and out of its function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from mist import artifact
from mist.contract import text
from mist.contract.components import Component, InputComponent, LiveComponent, OutputComponent, ParameterComponent
from mist.contract.function import FunctionContract, FunctionReader, check_names
from mist.contract.reader import docstring
from mist.contract.records import object_schema, refusal, report_unknown
from mist.contract.shown import suggestion
from mist.contract.signature import SESSION
from mist.contract.values import UnfitValueError
from mist.declaration import STREAM
from mist.errors import MistError, Problem, counted
from mist.ports import Input, Live, Output


def load(path: str, name: str) -> JobDescription:
    """The job of that name in an artifact: ``log_alerts`` in a ``.py``, ``package.module:log_alerts`` in an archive.

    Its module is imported, and stays in ``sys.modules``. Raises :class:`MistError` of kind job, code ``class-not-found``,
    ``job-not-loadable``, ``unreadable-artifact`` or ``invalid-contract``, or of kind caller, code ``artifact-not-found``.
    """
    module, function, found = artifact.load(path, name)
    description = read(found, name)
    description.place = (module, function)
    return description


def read(function: Callable[..., Any], class_name: str | None = None) -> JobDescription:
    """What a decorated function declares, without running any of it but the checks of its defaults.

    Raises :class:`MistError` of kind job, code ``invalid-contract``, with all problems; their paths are parameters.
    """
    name = class_name or str(getattr(function, "__name__", type(function).__name__))
    return JobDescription(function, name, FunctionReader(function, name).read())


class JobDescription:
    """What a job's function declares. Made by :func:`load` and :func:`read`."""

    def __init__(self, function: Callable[..., Any], class_name: str, declared: FunctionContract) -> None:
        self.function = function
        self.class_name = class_name
        self.components = declared.signature.components
        self.result = declared.result
        self.place = (getattr(function, "__module__", ""), class_name)
        """The module of the function, and its name there: not what the function itself says, which a factory has made."""
        self._declaration = declared.declaration
        self._spark = declared.signature.spark

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
            check(**{name: values[name] for name in check_names(check)})
        except (MemoryError, RecursionError):
            raise  # A failure of the machine is no answer to a caller.
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
                f"job '{self.job}' returned a value that does not fit its result {self.result.name}: {problem}",
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
