"""What Python makes of the files in ``golden``, at the root of the repository; their README says how they are read."""

from __future__ import annotations

import importlib
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest
from golden_jobs import refused

from mist import MistError, Problem
from mist.contract import text
from mist.contract.components import InputComponent, LiveComponent, OutputComponent, ParameterComponent
from mist.contract.values import ValueType
from mist.declaration import declaration_of
from mist.job import JobDescription, read

ROOT = Path(__file__).parents[2] / "golden"
JOBS = ["log_alerts", "word_count", "everything", "narrow", "nothing"]


class Case:
    """One folder."""

    def __init__(self, function: str) -> None:
        self.job: JobDescription = read(getattr(importlib.import_module(f"golden_jobs.{function}"), function))
        self.folder = ROOT / self.job.job

    def file(self, name: str) -> Any:
        return text.parse((self.folder / name).read_text("utf-8"))


@pytest.fixture(params=JOBS)
def case(request: pytest.FixtureRequest) -> Case:
    return Case(request.param)


def test_a_contract_is_described_as_in_its_file(case: Case) -> None:
    described = text.parse(case.job.contract_json)
    del described["className"]
    assert described == case.file("contract.json")


def test_parameters_are_read_or_rejected(case: Case) -> None:
    for each in case.file("parameters.json"):
        if "problems" in each:
            with pytest.raises(MistError) as refusal:
                bind(case.job, each["given"])
            assert refusal.value.code == "invalid-parameters"
            assert list(refusal.value.problems) == problems(each)
        else:
            assert exact(bind(case.job, each["given"])) == exact(each["read"])


def test_live_values_are_read_or_rejected(case: Case) -> None:
    for each in case.file("live.json"):
        assert case.job.check_live(each["after"]) == problems(each)
        if "problems" not in each:
            assert exact(live(case.job, each["after"])) == exact(each["read"])


@pytest.mark.parametrize(("kind", "name"), [(InputComponent, "inputs.json"), (OutputComponent, "messages.json")])
def test_messages_are_read_and_written_byte_for_byte(case: Case, kind: Any, name: str) -> None:
    file = case.file(name)
    channels = [component for component in case.job.components if isinstance(component, kind)]
    assert sorted(file) == sorted(component.name for component in channels)
    for component in channels:
        for each in file[component.name]:
            check_message(component.type, each)


def test_a_result_is_read_and_written_byte_for_byte(case: Case) -> None:
    for each in case.file("result.json"):
        found: list[Problem] = []
        result = case.job.result.from_json(each["given"], "", found)
        assert found == []
        assert case.job.result_json(result) == each["json"]


def test_a_type_that_no_language_has_is_rejected() -> None:
    functions = {cast(Any, declaration_of(each)).job: each for each in vars(refused).values() if declaration_of(each)}
    cases = text.parse((ROOT / "refused" / "contracts.json").read_text("utf-8"))
    assert sorted(functions) == sorted(each["job"] for each in cases)
    for each in cases:
        with pytest.raises(MistError) as refusal:
            read(functions[each["job"]])
        assert refusal.value.code == "invalid-contract"
        assert [problem.path for problem in refusal.value.problems] == each["paths"]
        assert all(each["says"] in problem.message for problem in refusal.value.problems)


def check_message(type: ValueType, each: Any) -> None:
    found: list[Problem] = []
    message = type.from_json(each["given"], "", found)
    assert found == problems(each)
    if not found:
        assert text.write(type.to_json(message)) == each["json"]


def bind(job: JobDescription, given: Any) -> Any:
    """Written as JSON again."""
    values = job.bind(given, cast(Any, str), cast(Any, str), cast(Any, str), None)
    parameters = [each for each in job.components if isinstance(each, ParameterComponent)]
    return {each.name: each.type.to_json(values[each.name]) for each in parameters if values[each.name] is not None}


def live(job: JobDescription, values: Any) -> Any:
    found: list[Problem] = []
    components = [each for each in job.components if isinstance(each, LiveComponent)]
    return {each.name: each.type.to_json(each.read(values, found)) for each in components}


def exact(node: Any) -> Any:
    """Numbers as decimals; one with a fraction is no integer."""
    tree = text.parse(text.write(node))

    def marked(each: Any) -> Any:
        if isinstance(each, dict):
            return {name: marked(value) for name, value in each.items()}
        if isinstance(each, list):
            return [marked(value) for value in each]
        return ("fraction", each) if isinstance(each, Decimal) else each

    return marked(tree)


def problems(each: Any) -> list[Problem]:
    return [Problem(problem["path"], problem["message"]) for problem in each.get("problems", [])]
