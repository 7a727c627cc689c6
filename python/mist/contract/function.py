"""Reads a decorated function, and reports its problems."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mist.contract.components import ParameterComponent
from mist.contract.reader import TypeReader, signature_of
from mist.contract.shown import shown_text, shown_type, suggestion, with_article
from mist.contract.signature import Signature, Unannotated, Unreadable, read_signature
from mist.contract.values import NothingType, ValueType
from mist.declaration import STREAM, Declaration, declaration_of
from mist.errors import MistError, Problem, counted

_JOB_NAME = re.compile("[a-z0-9]+(-[a-z0-9]+)*")


def check_names(check: Callable[..., Any]) -> list[str]:
    return list(signature_of(check).parameters)


@dataclass(frozen=True)
class FunctionContract:
    """The declarations of a function and its decorator."""

    declaration: Declaration
    signature: Signature
    result: ValueType


@dataclass(frozen=True)
class FunctionReader:
    function: Callable[..., Any]
    class_name: str

    def read(self) -> FunctionContract:
        """Raises :class:`MistError` of kind job, code ``invalid-contract``, with all problems."""
        problems: list[Problem] = []
        declared = self._declared(problems)
        if declared is None or problems:
            raise MistError(
                "job", "invalid-contract", f"{counted(problems)} with the contract of {self.class_name}", problems
            )
        return declared

    def _declared(self, problems: list[Problem]) -> FunctionContract | None:
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
        return None if result is None else FunctionContract(declaration, signature, result)

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
        if not inspect.isroutine(inspect.unwrap(self.function)):
            problems.append(
                Problem("", f"{self.class_name} is {with_article(type(self.function).__name__)} (expected: a function)")
            )
        elif inspect.iscoroutinefunction(self.function) or inspect.isasyncgenfunction(self.function):
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
        if inspect.iscoroutinefunction(declaration.check):
            problems.append(Problem("", "check is async, which nothing awaits; write 'def' without it"))
        fixed = [each.name for each in signature.components if isinstance(each, ParameterComponent)]
        problems.extend(
            Problem("", f"check takes '{name}', which is no fixed parameter of the job{suggestion(name, fixed)}")
            for name in check_names(declaration.check)
            if name not in fixed
        )
