"""``python -m mist.describe``, as Mist starts it: in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

SOURCES = str(Path(__file__).parents[1])

JOB = '''
import os
from mist import Output, batch_job

print("printed by the module")
os.system("echo printed by a process")

@batch_job("{name}")
def {function}(path: str, words: Output[str]) -> int:
    """Counts words."""
    return 0
'''


def describe(directory: Path, *arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "mist.describe", *arguments],
        cwd=directory,
        env={**os.environ, "PYTHONPATH": SOURCES, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def contracts(directory: Path, *arguments: str) -> list[dict[str, Any]]:
    exit_code, out, err = describe(directory, *arguments)
    assert exit_code == 0, out + err
    assert out.count("\n") == 1
    return json.loads(out)["contracts"]  # type: ignore[no-any-return]


def failure(directory: Path, *arguments: str) -> dict[str, Any]:
    exit_code, out, err = describe(directory, *arguments)
    assert exit_code == 1, out + err
    return json.loads(out)["failure"]  # type: ignore[no-any-return]


@pytest.fixture
def module(tmp_path: Path) -> Path:
    file = tmp_path / "jobs.py"
    text = JOB.format(name="word-count", function="word_count") + JOB.format(name="a-count", function="a_count")
    file.write_text(text, "utf-8")
    return file


@pytest.fixture(params=["jobs.zip", "jobs-1.0-py3-none-any.whl"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    file = tmp_path / str(request.param)
    with zipfile.ZipFile(file, "w") as zipped:
        zipped.writestr("texts/__init__.py", "from texts.counting import word_count\n" + "# batch_job\n")
        zipped.writestr("texts/counting.py", JOB.format(name="word-count", function="word_count"))
        zipped.writestr("texts/helping.py", "raise RuntimeError('is not imported, because it mentions no job')")
        zipped.writestr("jobs-1.0.dist-info/METADATA", "batch_job")
    return file


def test_all_jobs_of_a_module_are_described_by_name(tmp_path: Path, module: Path) -> None:
    found = contracts(tmp_path, str(module))
    assert [(each["job"], each["className"]) for each in found] == [("a-count", "a_count"), ("word-count", "word_count")]


def test_one_job_of_a_module_is_described(tmp_path: Path, module: Path) -> None:
    (found,) = contracts(tmp_path, "jobs.py", "word_count")
    assert found["job"] == "word-count"
    assert found["description"] == "Counts words."
    assert found["outputs"] == {"words": {"type": "string"}}


def test_output_of_an_artifact_goes_to_standard_error(tmp_path: Path, module: Path) -> None:
    _, out, err = describe(tmp_path, str(module))
    assert "printed" not in out
    assert "printed by the module" in err
    assert "printed by a process" in err


def test_a_contract_can_be_printed_for_people(tmp_path: Path, module: Path) -> None:
    exit_code, out, _ = describe(tmp_path, "--pretty", str(module))
    assert exit_code == 0
    assert '\n      "job": "a-count",\n' in out


def test_the_jobs_of_an_archive_have_the_name_of_their_module(tmp_path: Path, archive: Path) -> None:
    (found,) = contracts(tmp_path, str(archive))
    assert found["className"] == "texts.counting:word_count"
    assert contracts(tmp_path, str(archive), "texts.counting:word_count") == [found]


@pytest.mark.parametrize("name", ["texts.counting:wordcount", "texts.missing:word_count", "word_count"])
def test_a_function_missing_in_an_archive_is_named_with_the_existing_ones(
    tmp_path: Path, archive: Path, name: str
) -> None:
    assert failure(tmp_path, str(archive), name) == {
        "kind": "job",
        "code": "class-not-found",
        "message": f"function '{name}' is not in {archive.name}; its jobs are texts.counting:word_count",
        "problems": [],
    }


def test_a_function_missing_in_a_module_is_named(tmp_path: Path, module: Path) -> None:
    assert failure(tmp_path, str(module), "wordcount")["message"] == (
        "function 'wordcount' is not in jobs.py; its jobs are a_count, word_count"
    )
    (tmp_path / "empty.py").write_text("")
    assert failure(tmp_path, "empty.py", "word_count")["message"] == (
        "function 'word_count' is not in empty.py; it holds no function with @batch_job or @stream_job"
    )


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "\nimport missing_library  # batch_job",
            "cannot be loaded: ModuleNotFoundError: No module named 'missing_library' (broken.py, line 2); install it in the"
            " environment of spark.pyspark.python, or put it into the archive",
        ),
        ("\n\ndef (:  # batch_job", "cannot be loaded: SyntaxError: invalid syntax (broken.py, line 3)"),
        (
            "def f():\n  raise ValueError('bad setting')\nf()  # batch_job",
            "cannot be loaded: ValueError: bad setting (broken.py, line 2)",
        ),
        (
            "import sys  # batch_job\nsys.exit(3)",
            'cannot be loaded: SystemExit: 3 (broken.py, line 2); put what a program does under if __name__ == "__main__"',
        ),
    ],
)
def test_a_module_that_cannot_be_imported_is_reported_with_the_line(tmp_path: Path, source: str, message: str) -> None:
    (tmp_path / "broken.py").write_text(source, "utf-8")
    found = failure(tmp_path, "broken.py")
    assert (found["kind"], found["code"]) == ("job", "job-not-loadable")
    assert found["message"] == "broken.py: some jobs cannot be loaded"
    assert found["problems"] == [{"path": "broken", "message": message}]
    by_name = failure(tmp_path, "broken.py", "job")
    assert by_name["message"] == "broken.py cannot be loaded"
    assert by_name["problems"] == found["problems"]
    with zipfile.ZipFile(tmp_path / "broken.zip", "w") as zipped:
        zipped.writestr("broken.py", source)
        zipped.writestr("good.py", JOB.format(name="good", function="good"))
    assert failure(tmp_path, "broken.zip")["problems"] == found["problems"]
    assert len(contracts(tmp_path, "broken.zip", "good:good")) == 1


def test_an_invalid_contract_has_all_problems(tmp_path: Path) -> None:
    source = "from mist import batch_job\n@batch_job('Bad')\ndef bad(a: set[str], b: bytes) -> None: ..."
    (tmp_path / "bad.py").write_text(source)
    assert failure(tmp_path, "bad.py") == {
        "kind": "job",
        "code": "invalid-contract",
        "message": "3 problems with the contract of bad",
        "problems": [
            {
                "path": "",
                "message": '@batch_job("Bad") (expected: lower-case letters, digits and hyphens between them, such as'
                ' "bad")',
            },
            {"path": "a", "message": "set[str] cannot be in a contract; use list[…]"},
            {"path": "b", "message": "bytes cannot be in a contract; use str, with base64 for what is no text"},
        ],
    }


def test_a_missing_file_or_one_that_is_no_archive_is_rejected(tmp_path: Path) -> None:
    assert failure(tmp_path, "no.py") == {
        "kind": "caller",
        "code": "artifact-not-found",
        "message": "no.py: no such file (expected: a .py, .zip, .whl or .egg)",
        "problems": [],
    }
    (tmp_path / "no.zip").write_text("no zip")
    for arguments in (("no.zip",), ("no.zip", "a:b")):
        found = failure(tmp_path, *arguments)
        assert (found["kind"], found["code"]) == ("job", "unreadable-artifact")
        assert "no.zip cannot be read as an archive: " in found["message"]


def test_a_module_may_have_the_name_of_one_of_pythons_own(tmp_path: Path) -> None:
    (tmp_path / "jobs").mkdir()
    (tmp_path / "jobs" / "json.py").write_text(JOB.format(name="good", function="good"))
    (found,) = contracts(tmp_path, "jobs/json.py")
    assert found["className"] == "good"


def test_the_usage_is_printed(tmp_path: Path) -> None:
    exit_code, out, err = describe(tmp_path)
    assert (exit_code, out) == (2, "")
    assert err == "usage: python -m mist.describe [--pretty] ARTIFACT [NAME]\n"
