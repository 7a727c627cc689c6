"""Messages that UDFs send through a folder, since their processes share no memory with the test's."""

from __future__ import annotations

import pickle
import time
import uuid
from pathlib import Path
from typing import Any

from mist.ports import Output
from mist.testing import versions

_PREFIX = "message-"


def take(folder: str) -> list[Any]:
    """Returns the messages since the last call, in the order in which they were sent."""
    files = sorted(Path(folder).glob(f"{_PREFIX}*"))
    messages = [pickle.loads(file.read_bytes()) for file in files]
    for file in files:
        file.unlink()
    return messages


class TaskOutput(Output[Any]):
    """A test's output in a task; ``type`` is the message's."""

    def __init__(self, folder: str, type: Any) -> None:
        self._folder = folder
        self._type = type

    def send(self, message: Any) -> None:
        from pyspark import cloudpickle

        from mist.testing.types import message_type

        message_type(self._type).to_json(message)
        # The name sorts by time and is unique.
        name = f"{_PREFIX}{time.time_ns():020d}-{uuid.uuid4().hex}"
        versions.write(Path(self._folder, name), cloudpickle.dumps(message))

    def send_all(self, rows: Any) -> Any:
        raise RuntimeError("send_all was used in a UDF (expected: driver code); send single messages there with send(…)")

    def send_batches(self, rows: Any, function: Any) -> Any:
        raise RuntimeError("send_batches was used in a UDF (expected: driver code); send single messages there with send(…)")

    def __reduce__(self) -> tuple[object, ...]:
        return TaskOutput, (self._folder, self._type)
