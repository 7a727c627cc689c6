"""What a signature may not say, and what to write instead."""

from __future__ import annotations

import collections
import collections.abc
import enum
import typing
import uuid
from collections.abc import Callable
from dataclasses import InitVar, dataclass, field
from datetime import datetime, timezone
from decimal import Decimal
from typing import Annotated, Any, Generic, Literal, NamedTuple, NewType, Optional, TypedDict, TypeVar

import pytest

from mist import BatchOnChange, Doc, Input, Int32, Key, Live, MistError, Output, batch_job, initial, stream_job
from mist.job import read

T = TypeVar("T")


class Empty(enum.Enum):
    pass


class Permission(enum.Flag):
    READ = 1


class Plain:
    pass


class Point(NamedTuple):
    x: int


class Options(TypedDict):
    x: int


UserId = NewType("UserId", str)


@dataclass
class Box(Generic[T]):
    first: T
    second: int


@dataclass
class OnlyOptional:
    text: str | None


@dataclass
class Node:
    name: str
    children: list[Node]


@dataclass
class Left:
    right: Right
    other: int


@dataclass
class Right:
    left: Left
    other: int


@dataclass
class Twins:
    port: int
    Port: int


@dataclass
class Defaulted:
    a: int = 1
    b: list[str] = field(default_factory=list)
    c: str | None = None


@dataclass
class Initialized:
    a: int
    seed: InitVar[int]
    b: int = field(init=False)


@dataclass
class Marked:
    a: Annotated[str, Key("a")]
    b: list[Annotated[str, Doc("an element")]]


@dataclass
class Unknown:
    a: Missing  # type: ignore[name-defined]  # noqa: F821


@dataclass
class Two:
    a: int
    b: int


@dataclass
class Checked:
    value: int

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError(f"value: {self.value} (expected: 0 or more)")


def problems(function: Callable[..., Any]) -> list[str]:
    with pytest.raises(MistError) as refused:
        read(function)
    error = refused.value
    assert (error.kind, error.code) == ("job", "invalid-contract")
    assert error.message.endswith(f"with the contract of {function.__name__}")
    return [str(problem) for problem in error.problems]


@pytest.mark.parametrize(
    ("annotation", "path", "message"),
    [
        (set[str], "", "set[str] cannot be in a contract; use list[…]"),
        (frozenset[str], "", "frozenset[str] cannot be in a contract; use list[…]"),
        (tuple[str, ...], "", "tuple[str, ...] cannot be in a contract; use list[…]"),
        (collections.abc.Sequence[str], "", "collections.abc.Sequence[str] cannot be in a contract; use list[…]"),
        (typing.List, "", "list cannot be in a contract; write its type arguments, such as list[str]"),  # noqa: UP006
        (list, "", "list cannot be in a contract; write its type arguments, such as list[str]"),
        (dict, "", "dict cannot be in a contract; write its type arguments, such as dict[str, int]"),
        (dict[int, str], "", "dict[int, str] cannot be in a contract; use dict[str, …]: JSON's names are strings"),
        (collections.OrderedDict, "", "collections.OrderedDict cannot be in a contract; use dict[str, …]"),
        (collections.abc.Mapping[str, int], "", "collections.abc.Mapping[str, int] cannot be in a contract; use dict[str, …]"),
        (bytes, "", "bytes cannot be in a contract; use str, with base64 for what is no text"),
        (complex, "", "complex cannot be in a contract; use float"),
        (object, "", "object cannot be in a contract; name the type"),
        (Any, "", "Any cannot be in a contract; name the type"),
        (None, "", "None cannot be in a contract; only a job's result may be None"),
        (uuid.UUID, "", "uuid.UUID cannot be in a contract; use str, or a dataclass with one str that checks it"),
        (Literal["a", "b"], "", "Literal['a', 'b'] cannot be in a contract; use an Enum"),
        (int | str, "", "int | str cannot be in a contract; write one type, or a dataclass that has a field for each"),
        (T, "", "~T cannot be in a contract; write a type in place of the variable"),
        (
            list[Optional[str]],
            "[]",
            "str | None cannot be in a contract; only a parameter or a field of a dataclass may be '| None', with one type"
            " beside it",
        ),
        (
            int | str | None,
            "",
            "int | str | None cannot be in a contract; only a parameter or a field of a dataclass may be '| None', with one"
            " type beside it",
        ),
        (Empty, "", f"{__name__}.Empty cannot be in a contract; give it a member"),
        (Permission, "", f"{__name__}.Permission cannot be in a contract; use list[…] of an Enum"),
        (Point, "", f"{__name__}.Point cannot be in a contract; use a dataclass"),
        (Options, "", f"{__name__}.Options cannot be in a contract; use a dataclass"),
        (
            Plain,
            "",
            f"{__name__}.Plain cannot be in a contract; it is a class, not a dataclass: make it a dataclass, or put one in"
            " its place",
        ),
        (
            Box[str],
            "",
            f"{__name__}.Box[str] cannot be in a contract; it has type parameters: write a dataclass without them",
        ),
        (
            list[Live[str]],
            "[]",
            "Live[str] cannot be in a contract; only a parameter of the job itself may be Live",
        ),
        (
            OnlyOptional,
            "",
            f"{__name__}.OnlyOptional has a '| None' as its only field and travels as that; use OnlyOptional | None where it"
            " is used",
        ),
        (
            Node,
            ".children[]",
            f"{__name__}.Node contains itself; a contract's values have a fixed depth: refer to the inner one by a key, or"
            " hold a list of them beside it",
        ),
        (
            Left,
            ".right.left",
            f"{__name__}.Left contains itself; a contract's values have a fixed depth: refer to the inner one by a key, or"
            " hold a list of them beside it",
        ),
        (Twins, ".Port", "differs from 'port' only by case, which Spark's columns do not; rename one"),
        (
            Unknown,
            "",
            f"the types of {__name__}.Unknown cannot be read: name 'Missing' is not defined; define or import it at the top"
            " of the module, and not under TYPE_CHECKING",
        ),
        (
            Initialized,
            "",
            f"the constructor of {__name__}.Initialized takes a, seed (expected: its fields, a, b); leave it to @dataclass,"
            " and put checks into __post_init__",
        ),
    ],
)
def test_a_type_that_cannot_be_in_a_contract_is_named_with_advice(annotation: Any, path: str, message: str) -> None:
    def job(value: Any) -> None: ...

    job.__annotations__["value"] = annotation
    assert problems(batch_job("job")(job)) == [f"value{path}: {message}"]


def test_a_new_type_is_rejected_with_its_supertype_as_advice() -> None:
    @batch_job("job")
    def job(user: UserId) -> None: ...

    assert problems(job) == [
        f"user: {__name__}.UserId cannot be in a contract; use str, or a dataclass with one field that checks it"
    ]


def test_a_field_with_the_marks_of_parameters_and_outputs_is_rejected() -> None:
    @batch_job("job")
    def job(defaulted: Defaulted, marked: Marked) -> None: ...

    default = "a default is for parameters of the job itself; use '| None' for a field that may be missing"
    assert problems(job) == [
        f"defaulted.a: {default}",
        f"defaulted.b: {default}",
        "marked.a: Key and BatchOnChange are for an Output; remove them from the field",
        "marked.b[]: Doc(text='an element') belongs to the parameter or field itself; move it there",
    ]


def test_every_wrong_parameter_is_reported() -> None:
    @batch_job("job")
    def job(
        number: int,
        untyped,  # type: ignore[no-untyped-def]
        raw_live: Live,  # type: ignore[type-arg]
        raw_output: Output,  # type: ignore[type-arg]
        any_live: Live[Any],
        optional: Live[int | None],
        misplaced_key: Annotated[str, Key("a")],
        misplaced_change: Annotated[Live[int], BatchOnChange()],
        unknown: Missing,  # type: ignore[name-defined]  # noqa: F821
        both: int | None = 1,
        output: Output[int] = 1,  # type: ignore[assignment]
        input: Input[int] = 1,  # type: ignore[assignment]
        text: Int32 = "abc",  # type: ignore[assignment]
        none: int = None,  # type: ignore[assignment]
        naive: datetime = datetime(2026, 1, 31),
        raw_default: Checked = 3,  # type: ignore[assignment]
        two: Two = Two(1, "x"),  # type: ignore[arg-type]
        wide: Live[Decimal] = initial(Decimal("1E+30")),
        exact: Decimal = Decimal("1E+30"),
        Number: int = 3,
        *more: int,
        **others: int,
    ) -> None: ...

    integer = "an integer from -9223372036854775808 to 9223372036854775807"
    assert problems(job) == [
        "unknown: its type cannot be read: name 'Missing' is not defined; define or import it at the top of the module, and"
        " not under TYPE_CHECKING",
        "Number: differs from 'number' only by case, which Spark's columns do not; rename one",
        "untyped: has no type; write it, such as untyped: str",
        "raw_live: Live has no type argument; write what it carries, such as Live[str]",
        "raw_output: Output has no type argument; write what it carries, such as Output[str]",
        "any_live: Any cannot be in a contract; name the type",
        "optional: Live[int | None] cannot be in a contract; a live parameter always has a value: write Live[T] with a"
        " default that stands for none, or a list",
        "misplaced_key: Key is for an Output; remove it",
        "misplaced_change: BatchOnChange is for an Output, whose query runs at a change; move it there",
        "both: a default beside '| None'; a parameter with a default is never missing: remove one of both",
        "output: a default on an Output; a channel has no value: remove the default",
        "input: a default on an Input; a channel has no value: remove the default",
        "text: default 'abc': abc, a str (expected: an integer from -2147483648 to 2147483647)",
        f"none: default None: null (expected: {integer})",
        "naive: default datetime.datetime(2026, 1, 31, 0, 0): 2026-01-31T00:00:00, a datetime without a time zone (expected:"
        " one with it, such as datetime.now(timezone.utc))",
        f"raw_default: default 3: 3, an int (expected: a {__name__}.Checked)",
        f"two: default Two(a=1, b='x'): b: x, a str (expected: {integer})",
        "wide: default Decimal('1E+30'): 1E+30 (expected: at most 20 digits before the point and 18 behind it)",
        "more: takes any number of values; name each parameter",
        "others: takes any names; name each parameter",
    ]


def test_a_positional_only_parameter_is_rejected() -> None:
    @batch_job("job")
    def job(a: int, /) -> None: ...

    assert problems(job) == ["a: can only be given by its position; Mist gives it by its name: remove the '/'"]


def test_a_key_names_fields_that_are_always_there_and_hold_a_single_value() -> None:
    @dataclass
    class Message:
        service: str
        at: datetime | None
        tags: list[str]

    def job(a: Any, b: Any, c: Any, d: Any) -> None: ...

    job.__annotations__.update(
        a=Annotated[Output[Message], Key("servise")],
        b=Annotated[Output[Message], Key("at", "tags")],
        c=Annotated[Output[Message], Key()],
        d=Annotated[Output[int], Key("value")],
    )
    assert problems(batch_job("job")(job)) == [
        "a: Key(\"servise\") is no field of Message that is always there and holds a single value; did you mean 'service'?",
        'b: Key("at") is no field of Message that is always there and holds a single value (expected: one of service)',
        'b: Key("tags") is no field of Message that is always there and holds a single value (expected: one of service)',
        "c: Key without a field (expected: the names of fields of Message)",
        'd: Key("value") is no field of int that is always there and holds a single value (expected: none)',
    ]


def test_nesting_and_size_are_bounded() -> None:
    deep: Any = str
    for _ in range(40):
        deep = list[deep]
    wide: Any = int
    for step in range(13):
        made = type(f"Step{step}", (), {"__annotations__": {"left": wide, "right": wide}})
        wide = dataclass(made)

    def job(deep: Any, wide: Any) -> None: ...

    job.__annotations__.update(deep=deep, wide=wide)
    found = problems(batch_job("job")(job))
    assert found[0] == f"deep{'[]' * 32}: nested deeper than 32 types; make it flatter"
    assert found[1].startswith("wide.")
    assert found[1].endswith("more than 5000 types; make it smaller")
    assert len(found) == 2


def test_problems_of_a_jobs_function_are_reported() -> None:
    @batch_job("Log_Alerts")
    def bad_name() -> None: ...

    def not_decorated() -> None: ...

    @batch_job("job")
    async def asynchronous() -> None: ...

    @batch_job("job")
    class Constructed: ...

    async def late(a: int) -> None: ...

    @batch_job("job", check=late)
    def never_checked(a: int) -> None: ...

    @batch_job("job")
    def no_result(): ...  # type: ignore[no-untyped-def]

    @stream_job("job")
    def wrong_query() -> int: ...

    @batch_job("job")
    def optional_result() -> int | None: ...

    assert problems(bad_name) == [
        '@batch_job("Log_Alerts") (expected: lower-case letters, digits and hyphens between them, such as "bad-name")'
    ]
    assert problems(not_decorated) == [
        "not_decorated has no @batch_job or @stream_job; decorate it, such as with @batch_job(\"not-decorated\")"
    ]
    assert problems(asynchronous) == ["asynchronous is async, which nothing awaits; write 'def' without it"]
    assert problems(Constructed)[0] == "Constructed is a type (expected: a function)"
    assert problems(never_checked) == ["check is async, which nothing awaits; write 'def' without it"]
    assert problems(no_result) == ["result: has no type; write it, such as -> list[str], or -> None if there is none"]
    assert problems(wrong_query) == [
        "result: int (expected: StreamingQuery, the one that a stream job has started)"
    ]
    assert problems(optional_result) == [
        "result: int | None cannot be in a contract; only a parameter or a field of a dataclass may be '| None', with one"
        " type beside it"
    ]


def test_a_check_takes_fixed_parameters() -> None:
    def check(a: int, spark: object, misst: int) -> None: ...

    @batch_job("job", check=check)
    def job(a: int, mist: int, live: Live[int]) -> None: ...

    assert problems(job) == [
        "check takes 'spark', which is no fixed parameter of the job (expected: one of a, mist)",
        "check takes 'misst', which is no fixed parameter of the job; did you mean 'mist'?",
    ]


def test_a_decorator_without_a_name_and_a_second_one_are_rejected_at_once() -> None:
    with pytest.raises(TypeError, match=r'@batch_job without a name \(expected: one such as @batch_job\("word-count"\)\)'):

        @batch_job  # type: ignore[arg-type]
        def nameless() -> None: ...

    with pytest.raises(TypeError, match="twice is declared twice, by @batch_job and @stream_job"):

        @stream_job("b")
        @batch_job("a")
        def twice() -> None: ...


def test_a_default_is_a_copy() -> None:
    default = [datetime(2026, 1, 31, tzinfo=timezone.utc)]

    @batch_job("job")
    def job(times: list[datetime] = default) -> None: ...

    description = read(job)
    bound = description.bind({}, *[lambda name: None] * 3, None)  # type: ignore[arg-type]
    assert bound["times"] == default
    assert bound["times"] is not default
