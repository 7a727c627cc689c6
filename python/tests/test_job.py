"""A job's contract, its start and its answers."""

from __future__ import annotations

import pickle
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, cast

import pytest
from every_type import Event, Level, Name, Part, everything

from mist import Live, MistError, Output, Problem, batch_job, stream_job
from mist.contract import text
from mist.job import JobDescription, read

WHOLE = text.parse(
    """{"flag": true, "numbers": {"tiny": 1, "small": 2, "medium": 3, "large": 4, "single": 0.5, "double": 0.25,
    "exact": 0.10}, "times": {"instant": "2026-01-31T12:00:00Z", "duration": "PT1M", "date": "2026-01-31"}, "text": "t",
    "level": "LOW", "outer": "o", "parts": [{"name": "p"}], "lists": {}, "maps": []}"""
)


class Session:
    """Only handed on; Spark itself is in the tests of the test kit."""

    sparkContext = "the context"  # noqa: N815 as Spark calls it


@pytest.fixture
def job() -> JobDescription:
    return read(everything)


def bind(job: JobDescription, parameters: dict[str, Any]) -> dict[str, Any]:
    def handle(kind: str) -> Any:
        return lambda name: f"{kind} {name}"

    return job.bind(parameters, handle("live"), handle("input"), handle("output"), Session())


def refusals(job: JobDescription, parameters: dict[str, Any]) -> list[str]:
    with pytest.raises(MistError) as refused:
        bind(job, parameters)
    assert (refused.value.kind, refused.value.code) == ("caller", "invalid-parameters")
    assert refused.value.message.endswith(f"with the parameters of job '{job.job}'")
    return [str(problem) for problem in refused.value.problems]


def test_a_signature_is_the_contract(job: JobDescription) -> None:
    contract = job.contract
    assert (contract["job"], contract["className"], contract["kind"]) == ("everything", "everything", "batch")
    assert contract["description"] == "Holds every type."
    assert list(contract["parameters"]["properties"]) == [
        *("whole", "low", "high", "text", "level", "every", "since", "day", "exact", "name", "numbers")
    ]
    assert contract["parameters"]["required"] == ["whole"]
    assert contract["live"] == {
        "type": "object",
        "properties": {
            "price": {"type": "number"},
            "levels": {
                "type": "object",
                "additionalProperties": {"type": "string", "enum": ["LOW", "HIGH"]},
                "default": {},
            },
        },
        "required": ["price"],
        "additionalProperties": False,
    }
    assert contract["inputs"]["names"] == contract["outputs"]["plain"]
    assert contract["outputs"]["plain"]["properties"]["value"]["description"].startswith("not seen")
    assert contract["outputs"]["events"]["x-mist-key"] == ["level", "day"]
    assert contract["outputs"]["events"]["x-mist-batch-on-change"] is True
    assert contract["outputs"]["progress"] == {
        "type": "object",
        "properties": {},
        "additionalProperties": False,
        "title": "Nothing",
        "description": "how far it is",
    }
    assert contract["result"]["items"]["title"] == "Part"


def test_records_are_described_by_their_docstring_and_fields_by_doc(job: JobDescription) -> None:
    whole = job.contract["parameters"]["properties"]["whole"]["properties"]
    assert whole["times"]["description"] == "When things happen."
    assert "description" not in whole["numbers"]
    assert whole["outer"] == {"type": "string", "title": "Outer", "description": "a name"}
    assert whole["parts"]["items"]["properties"]["name"]["description"] == "the part's name"
    assert whole["parts"]["items"]["properties"]["level"] == {
        "type": ["string", "null"],
        "enum": ["LOW", "HIGH", None],
    }


def test_a_contract_is_one_line_of_json(job: JobDescription) -> None:
    assert "\n" not in job.contract_json
    assert '"default":0.10' in job.contract_json
    assert text.parse(job.contract_json) == job.contract


def test_a_function_is_called_with_parameters_and_the_ports_of_the_run(job: JobDescription) -> None:
    values = bind(job, {"whole": WHOLE, "high": 7})
    assert values["whole"].parts == [Part(Name("p"))]
    assert values["whole"].alias is None
    assert (values["low"], values["high"], values["level"]) == (0, 7, Level.LOW)
    assert values["every"] == timedelta(minutes=1)
    assert values["since"] == datetime(2026, 1, 31, 12, tzinfo=timezone.utc)
    assert values["day"] == date(2026, 1, 31)
    assert str(values["exact"]) == "0.10"
    assert values["name"] == Name("null")
    assert (values["price"], values["names"], values["plain"]) == ("live price", "input names", "output plain")
    assert isinstance(values["spark"], Session)
    assert values["context"] == "the context"
    assert job.call(values) == [Part(Name("p"))]


def test_all_problems_of_a_start_are_reported_at_once(job: JobDescription) -> None:
    assert refusals(job, {"Text": "a", "low": "3", "level": None, "high": 1.5, "name": " "}) == [
        "Text: unknown parameter; did you mean 'text'?",
        "whole: missing (expected: an object)",
        'low: "3" (expected: an integer from -9223372036854775808 to 9223372036854775807)',
        "high: 1.5 (expected: an integer from -9223372036854775808 to 9223372036854775807)",
        "level: null (expected: one of LOW, HIGH)",
        "name: ' ' is blank (expected: a name)",
    ]


def test_a_check_gets_valid_parameters_and_its_problem_has_no_path(job: JobDescription) -> None:
    assert refusals(job, {"whole": WHOLE, "low": 3, "high": 2}) == ["low 3 is above high 2; swap them"]


def test_a_check_without_a_message_is_reported_by_its_exception() -> None:
    def check(a: int) -> None:
        raise KeyError

    @batch_job("job", check=check)
    def job(a: int) -> None: ...

    assert refusals(read(job), {"a": 1}) == ["refused by its constructor: KeyError"]


def test_live_values_are_checked(job: JobDescription) -> None:
    def problems(values: dict[str, Any]) -> list[str]:
        return [str(problem) for problem in job.check_live(values)]

    assert problems({"price": 4}) == []
    assert problems({"price": Decimal("1e20"), "Levels": {}, "levels": {"a": "MIDDLE"}}) == [
        "Levels: unknown live parameter; did you mean 'levels'?",
        "price: 1E+20 (expected: at most 20 digits before the point and 18 behind it)",
        'levels.a: "MIDDLE" (expected: one of LOW, HIGH)',
    ]
    assert problems({}) == ["price: missing (expected: a number)"]


def test_a_live_value_is_read(job: JobDescription) -> None:
    assert job.read_live("levels", {"a": "HIGH"}) == {"a": Level.HIGH}
    with pytest.raises(MistError) as refused:
        job.read_live("price", None)
    assert refused.value.problems == (Problem("price", "null (expected: a number)"),)


def test_a_result_is_written_as_its_type(job: JobDescription) -> None:
    assert job.result_json([Part(Name("p"), Level.HIGH)]) == '[{"name":"p","level":"HIGH"}]'
    with pytest.raises(MistError) as refused:
        job.result_json([Part(cast(Name, None))])
    assert (refused.value.kind, refused.value.code) == ("job", "invalid-result")
    assert refused.value.message == (
        "job 'everything' returned a value that does not fit its result list[Part]: result[0].name: null (expected: a string)"
    )
    assert refused.value.problems == (Problem("result[0].name", "null (expected: a string)"),)


def test_a_message_is_written_as_its_type(job: JobDescription) -> None:
    assert job.output_json("plain", Name("n")) == '{"value":"n"}'
    with pytest.raises(ValueError, match="a message of output 'events' does not fit Event: day: 3, an int"):
        job.output_json("events", Event(Level.LOW, cast(date, 3), None))
    with pytest.raises(ValueError, match="'event' of job 'everything'; did you mean 'events'?"):
        job.output_json("event", None)


def test_a_stream_job_returns_its_query() -> None:
    @stream_job("forgetful")
    def forgetful(numbers: Output[int], most: Live[int]): ...  # type: ignore[no-untyped-def]

    description = read(forgetful)
    assert description.contract["result"] == {"type": "null"}
    with pytest.raises(MistError) as refused:
        description.call({"numbers": None, "most": None})
    assert refused.value.message == "forgetful(…) returned None (expected: the StreamingQuery that it has started)"


def test_an_error_survives_a_pickle() -> None:
    error = MistError("caller", "a-code", "a message", [Problem("a", "b"), Problem("", "c")])
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.kind, copy.code, copy.message, copy.problems) == (error.kind, error.code, error.message, error.problems)
    assert str(copy) == "a message\n  a: b\n  c"
