"""The versions of a test's live value, in a folder, since the processes of UDFs share no memory with the test's."""

from __future__ import annotations

import os
import pickle
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

_NEWEST = "newest"
# Values and pins that a process caches; others are read again.
_KEPT = 1_000


@lru_cache(1)
def _root() -> tempfile.TemporaryDirectory[str]:
    """The folder of this process, removed at its end, since plans hold a value longer than tests do."""
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
    """The version that a micro-batch sees: the newest at its first read."""
    pin = Path(folder, f"pin-{query}-{epoch}")
    draft = _draft(folder, str(newest(folder)).encode("ascii"))
    try:
        os.link(draft, pin)
    except FileExistsError:
        pass  # Another task of the micro-batch was first, and its version holds.
    finally:
        os.unlink(draft)
    return int(pin.read_text("ascii"))


def write(file: Path, content: bytes) -> None:
    """Writes atomically: a concurrent reader sees the whole content or none."""
    os.replace(_draft(str(file.parent), content), file)


def _draft(folder: str, content: bytes) -> str:
    handle, name = tempfile.mkstemp(dir=folder, prefix="draft-")
    with os.fdopen(handle, "wb") as draft:
        draft.write(content)
    return name
