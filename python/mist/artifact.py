"""Finds and imports jobs in an artifact: a ``.py``, or an archive of modules (``.zip``, ``.whl``, ``.egg``)."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import traceback
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from mist.contract.shown import shown_text
from mist.declaration import declaration_of
from mist.errors import MistError, Problem

# Only modules whose text has one of these are imported; others hold no job.
_MARKS = (b"batch_job", b"stream_job")

_MAX_MODULES = 10_000
_MAX_SOURCE_BYTES = 8 * 1024 * 1024

_WHAT = "expected: a .py, .zip, .whl or .egg"


def load(path: str, name: str) -> tuple[str, str, Callable[..., Any]]:
    """The name of the function's module, its name in that module, and the function; another process finds it by the names.

    Raises :class:`MistError`, as :func:`mist.job.load` says.
    """
    artifact = Artifact.of(path)
    module_name, function_name = artifact.split(name)
    module = artifact.module(module_name)
    if module is None:
        raise artifact.missing(name)
    found = getattr(module, function_name, None)
    if not callable(found):
        raise artifact.missing(name)
    return module.__name__, function_name, found


def find(path: str) -> dict[str, Callable[..., Any]]:
    """All jobs of an artifact by name, sorted.

    Raises :class:`MistError` of kind job, code ``job-not-loadable``, with all modules that cannot be imported.
    """
    artifact = Artifact.of(path)
    jobs, problems = artifact.jobs()
    if problems:
        raise MistError("job", "job-not-loadable", f"{path}: some jobs cannot be loaded", problems)
    return dict(sorted(jobs.items()))


class Artifact:
    """A file with modules."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @staticmethod
    def of(path: str) -> Artifact:
        file = Path(path).absolute()
        if not file.is_file():
            raise MistError("caller", "artifact-not-found", f"{path}: no such file ({_WHAT})")
        return SingleModule(file) if file.suffix == ".py" else Archive(file)

    def split(self, name: str) -> tuple[str, str]:
        """The names of the module and the function that a job's name stands for."""
        raise NotImplementedError

    def name(self, module: str, function: str) -> str:
        raise NotImplementedError

    def modules(self) -> list[str]:
        """The modules that may hold jobs."""
        raise NotImplementedError

    def module(self, name: str) -> ModuleType | None:
        """Imports a module; ``None`` if there is none of that name. Raises :class:`MistError` if it cannot be imported."""
        raise NotImplementedError

    def jobs(self) -> tuple[dict[str, Callable[..., Any]], list[Problem]]:
        found: dict[str, Callable[..., Any]] = {}
        problems: list[Problem] = []
        for module_name in self.modules():
            try:
                module = self.module(module_name)
            except MistError as e:
                problems.extend(e.problems)
                continue
            for function_name, function in vars(module).items():
                # A function that a module imports belongs to another module.
                is_own = getattr(function, "__module__", None) == getattr(module, "__name__", None)
                if is_own and declaration_of(function) is not None:
                    found[self.name(module_name, function_name)] = function
        return found, problems

    def missing(self, name: str) -> MistError:
        jobs, _ = self.jobs()
        there = f"its jobs are {', '.join(sorted(jobs))}" if jobs else "it holds no function with @batch_job or @stream_job"
        return MistError(
            "job", "class-not-found", f"function '{shown_text(name)}' is not in {self.path.name}; {there}"
        )

    def _not_loadable(self, module: str, error: BaseException) -> MistError:
        return MistError(
            "job",
            "job-not-loadable",
            f"{self.path.name} cannot be loaded",
            [Problem(module, f"cannot be loaded: {_described(error, self.path)}")],
        )


class SingleModule(Artifact):
    """A ``.py``: a job's name is that of its function."""

    def split(self, name: str) -> tuple[str, str]:
        return self.path.stem, name

    def name(self, module: str, function: str) -> str:
        return function

    def modules(self) -> list[str]:
        return [self.path.stem]

    def module(self, name: str) -> ModuleType | None:
        module_name = self._module_name()
        known = sys.modules.get(module_name)
        if known is not None:
            return known
        spec = importlib.util.spec_from_file_location(module_name, self.path)
        if spec is None or spec.loader is None:
            raise MistError("job", "unreadable-artifact", f"{self.path.name} cannot be read as a module")
        module = importlib.util.module_from_spec(spec)
        # Before the module runs, because dataclasses and pickles look it up there.
        sys.modules[module_name] = module
        try:
            spec.loader.exec_module(module)
        except (Exception, SystemExit) as e:
            del sys.modules[module_name]
            raise self._not_loadable(name, e) from e
        return module

    def _module_name(self) -> str:
        """The name of the file, unless a module of another file has that name."""
        name = self.path.stem
        known = sys.modules.get(name)
        is_other = known is not None and getattr(known, "__file__", None) != str(self.path)
        return f"job_{name}" if is_other or name in sys.stdlib_module_names else name


class Archive(Artifact):
    """A file that ``sys.path`` may hold: a job's name is ``package.module:function``."""

    def split(self, name: str) -> tuple[str, str]:
        module, colon, function = name.partition(":")
        if not colon or not module:
            raise self.missing(name)
        return module, function

    def name(self, module: str, function: str) -> str:
        return f"{module}:{function}"

    def modules(self) -> list[str]:
        try:
            with zipfile.ZipFile(self.path) as archive:
                sources = [entry for entry in archive.infolist() if _module_of(entry.filename)]
                if len(sources) > _MAX_MODULES:
                    raise self._unreadable(f"{len(sources)} modules (expected: at most {_MAX_MODULES})")
                return [_module_of(entry.filename) for entry in sources if _is_marked(archive, entry)]
        except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as e:
            raise self._unreadable(str(e)) from e

    def _unreadable(self, why: str) -> MistError:
        return MistError("job", "unreadable-artifact", f"{self.path} cannot be read as an archive: {why} ({_WHAT})")

    def module(self, name: str) -> ModuleType | None:
        if not zipfile.is_zipfile(self.path):
            raise self._unreadable("it is no zip file")
        place = str(self.path)
        if place not in sys.path:
            sys.path.insert(0, place)
            importlib.invalidate_caches()
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError as e:
            if e.name is not None and (name == e.name or name.startswith(f"{e.name}.")):
                return None
            raise self._not_loadable(name, e) from e
        except (Exception, SystemExit) as e:
            raise self._not_loadable(name, e) from e


def _module_of(entry: str) -> str:
    """The name of the module in a file of an archive; empty if the file is no module."""
    if not entry.endswith(".py"):
        return ""
    parts = entry.removesuffix(".py").split("/")
    if parts[-1] == "__init__":
        parts.pop()
    return ".".join(parts) if parts and all(part.isidentifier() for part in parts) else ""


def _is_marked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    with archive.open(entry) as source:
        text = source.read(_MAX_SOURCE_BYTES)
    return any(mark in text for mark in _MARKS)


def _described(error: BaseException, path: Path) -> str:
    """The error, and the line of the artifact that it comes from."""
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg} ({_place(error.filename, error.lineno, path)})"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if str(path) in frame.filename]
    place = f" ({_place(frames[-1].filename, frames[-1].lineno, path)})" if frames else ""
    return what + place + _hint(error)


def _place(file: str | None, line: int | None, path: Path) -> str:
    shown = (file or path.name).removeprefix(f"{path}/").removeprefix(f"{path.parent}/")
    return f"{shown}, line {line}"


def _hint(error: BaseException) -> str:
    if isinstance(error, ModuleNotFoundError):
        return "; install it in the environment of spark.pyspark.python, or put it into the archive"
    if isinstance(error, SystemExit):
        return "; put what a program does under if __name__ == \"__main__\""
    return ""
