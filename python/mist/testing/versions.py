"""The versions of a test's live value, in a folder: the processes of UDFs share no memory with the test's."""

from __future__ import annotations

import os
import pickle
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

_NEWEST = "newest"
# Values and pins that a process keeps; others are read again.
_KEPT = 1_000


@lru_cache(1)
def _root() -> tempfile.TemporaryDirectory[str]:
    """For all of this process, which removes it at its end: plans hold a value longer than tests do."""
    return tempfile.TemporaryDirectory(prefix="mist-live-", ignore_cleanup_errors=True)


def new_folder() -> str:
    return tempfile.mkdtemp(dir=_root().name)


def add(folder: str, number: int, value: Any) -> None:
    from pyspark import cloudpickle

    Path(folder, f"version-{number}").write_bytes(cloudpickle.dumps(value))
    write(Path(folder, _NEWEST), str(number).encode("ascii"))


def newest(folder: str) -> int:
    return int(Path(folder, _NEWEST).read_text("ascii"))


@lru_cache(_KEPT)
def value(folder: str, number: int) -> Any:
    return pickle.loads(Path(folder, f"version-{number}").read_bytes())


@lru_cache(_KEPT)
def pinned(folder: str, query: str, epoch: int) -> int:
    """What that micro-batch sees: the newest when it first asked."""
    pin = Path(folder, f"pin-{query}-{epoch}")
    draft = _draft(folder, str(newest(folder)).encode("ascii"))
    try:
        os.link(draft, pin)
    except FileExistsError:
        pass  # Another task of the micro-batch came first, and its answer holds.
    finally:
        os.unlink(draft)
    return int(pin.read_text("ascii"))


def write(file: Path, content: bytes) -> None:
    """Whole or not at all, for whoever reads at the same time."""
    os.replace(_draft(str(file.parent), content), file)


def _draft(folder: str, content: bytes) -> str:
    handle, name = tempfile.mkstemp(dir=folder, prefix="draft-")
    with os.fdopen(handle, "wb") as draft:
        draft.write(content)
    return name
