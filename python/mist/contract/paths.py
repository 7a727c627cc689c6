"""Where a value stands: ``window.from``, ``services[2]``, ``tags["a b"]``; empty for the whole."""

from mist.contract.shown import shown_text


def index(number: int) -> str:
    return f"[{number}]"


def key(name: str) -> str:
    plain = name and all(character.isalnum() or character in "_$-" for character in name)
    return name if plain else f'["{shown_text(name)}"]'


def join(path: str, rest: str) -> str:
    if not path or not rest:
        return path + rest
    return path + rest if rest.startswith("[") else f"{path}.{rest}"
