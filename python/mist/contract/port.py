"""The types of :mod:`mist.ports` that a parameter may have and only a run can make an instance of."""

from __future__ import annotations

import typing
from typing import Any

from mist.ports import Input, Live, Output

# Every such type is registered here. A further live type is a class that extends Live[V], where V is any type of a contract.
PORTS: tuple[type, ...] = (Live, Input, Output)

# The keyword in the schema of a live parameter that is more than a Live.
LIVE_KIND = "x-mist-live"


def port_of(annotation: Any) -> type | None:
    """``Live`` of ``Live`` and of ``Live[int]``; ``None`` if it is no port."""
    found = typing.get_origin(annotation) or annotation
    return next((port for port in PORTS if port is found), None)


def carried(annotation: Any) -> Any:
    """``T`` of ``Live[T]``, or of the ``Live[T]`` that a port extends; ``None`` if the type does not say it."""
    arguments = typing.get_args(annotation)
    if arguments:
        return arguments[0]
    bases = getattr(annotation, "__orig_bases__", ())
    return next((carried(base) for base in bases if port_of(base) is not None), None)


def is_live(port: type) -> bool:
    return issubclass(port, Live)


def marked(schema: dict[str, Any], port: type) -> dict[str, Any]:
    """The schema of a live parameter, with the kind that it is of."""
    return schema if port is Live else {**schema, LIVE_KIND: port.__name__.lower()}
