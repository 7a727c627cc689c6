"""The way from a task to the JVM of its executor, which has a connection to the server and the broadcasts of Spark."""

from __future__ import annotations

import json
import logging
import os
import uuid
from typing import Any

from mist.errors import MistError

_FILE = "mist-tasks.json"

_opened: Gateway | None = None


class Gateway:
    """One connection per Python process, opened at a task's first request. Safe for any thread."""

    def __init__(self, host: Any) -> None:
        self._host = host
        self._process = os.getpid()
        # The ids of processes are reused.
        self._name = uuid.uuid4().hex

    @staticmethod
    def here() -> Gateway:
        global _opened
        # A process that a task forks has a copy of the connection, which two cannot share.
        if _opened is None or _opened._process != os.getpid():
            _opened = Gateway(_connected())
        return _opened

    def live_values(self, property: str) -> str:
        """The live values of the version that a task's property names, as JSON."""
        return str(_asked(lambda: self._host.liveValues(property)))

    def send(self, messages: str, sender: str, attempt: int, number: int, live: int, message: str) -> None:
        """Publishes a message; returns when it is in the log. ``live`` is 0 where no version is known."""
        _asked(lambda: self._host.send(messages, sender, attempt, self._name, number, live, message))


def _connected() -> Any:
    from py4j.java_gateway import GatewayParameters, JavaGateway  # type: ignore[import-untyped]
    from pyspark import SparkFiles

    path = os.path.join(SparkFiles.getRootDirectory(), _FILE)
    try:
        with open(path, encoding="utf-8") as file:
            address = json.load(file)
    except OSError as e:
        raise MistError(
            "resources",
            "executor-not-reachable",
            f"the executor does not publish its address: {e} (expected: Mist's plugin on it, which writes to its log;"
            " spark.plugins of the context names io.mist.worker.python.TaskPlugin)",
        ) from e
    quiet_gateway()
    parameters = GatewayParameters(port=address["port"], auth_token=address["token"], auto_convert=False)
    return JavaGateway(gateway_parameters=parameters).entry_point


def quiet_gateway() -> None:
    """Keeps the token out of logs that others read: at the level DEBUG py4j logs all that it sends."""
    logging.getLogger("py4j").setLevel(logging.INFO)


def _asked(call: Any) -> Any:
    from py4j.protocol import Py4JJavaError  # type: ignore[import-untyped]

    try:
        return call()
    except Py4JJavaError as e:
        java = e.java_exception
        raise MistError("job", "job-failed", java.getMessage() or java.toString()) from None
