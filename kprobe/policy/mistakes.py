"""What is wrong with a policy file, in words that lead to the mistake and out of it."""

from __future__ import annotations

import difflib
import re
import typing
from collections.abc import Iterable, Iterator
from typing import Any, Literal

import msgspec

from kprobe.errors import UsageError
from kprobe.model.text import visible

Path = tuple[str | int, ...]
"""Keys and numbers of items that lead to a value."""

_AT = re.compile(r"(?P<said>.*?)(?: - at (?:`key` in )?`\$(?P<path>[^`]*)`)?", re.DOTALL)
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_VALUE = re.compile(r"Invalid enum value '(.*)'", re.DOTALL)
_LONGEST = 200
_MOST = 12


def mistake(place: str, said: str, hint: str = "") -> UsageError:
    """`kprobe.yaml:12: ignores[2].until: …`; `place` is all before the last colon."""
    return UsageError(f"{place}: {visible(said)[:_LONGEST]}", hint=hint)


def spelt(path: Path) -> str:
    """As a person would look for it: `ignores[2].until`; items are numbered from 0, as everywhere."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def told(error: msgspec.ValidationError, shape: type[Any]) -> tuple[Path, str, str]:
    """Where, what and a hint: what msgspec says, with the keys or words that may have been meant."""
    match = _AT.fullmatch(str(error))
    said, where = (match["said"], match["path"] or "") if match else (str(error), "")
    path = tuple(int(number) if number else key for key, number in _STEP.findall(where))
    hints = tuple(_hints(path, shape))
    if unknown := _UNKNOWN.fullmatch(said):
        keys = [key for hint in hints if _is_struct(hint) for key in hint.__struct_fields__]
        return path, f"unknown key {unknown[1]!r}", did_you_mean(unknown[1], keys, "Keys")
    if value := _VALUE.fullmatch(said):
        words = [word for hint in hints for word in _words(hint)]
        return path, f"{value[1]!r} is none of {', '.join(words)}", did_you_mean(value[1], words, "")
    if "RFC3339" in said:
        return path, "this is no day", "Write it as 2027-01-31."
    return path, _plain(said), ""


def did_you_mean(word: str, known: Iterable[str], what: str) -> str:
    """Those which come close; else all of them, as `what`, where they are few."""
    known = tuple(dict.fromkeys(known))
    lower = {k.lower(): k for k in reversed(known)}
    close = [lower[c] for c in difflib.get_close_matches(word.lower(), lower, n=2, cutoff=0.6)]
    if close:
        return f"Did you mean {' or '.join(close)}?"
    return f"{what}: {', '.join(known)}" if what and len(known) <= _MOST else ""


def _plain(said: str) -> str:
    """In YAML's words, not in JSON's."""
    for theirs, ours in (("`object`", "a mapping"), ("`array`", "a list"), ("`str`", "text"), ("`int`", "a number")):
        said = said.replace(theirs, ours)
    said = re.sub(r"^Object missing required field `(.*)`$", r"\1 is missing", said).replace("`null`", "nothing")
    said = said.replace("`bool`", "true or false").replace("text of length >= 1", "text that is not empty")
    return said[:1].lower() + said[1:]


def _hints(path: Path, hint: Any) -> Iterator[Any]:
    """The types that may stand at `path`, below `hint`."""
    if typing.get_origin(hint) is typing.Annotated:
        hint = typing.get_args(hint)[0]
    if not _is_struct(hint) and typing.get_origin(hint) not in {tuple, None, Literal}:
        for one in typing.get_args(hint):
            yield from _hints(path, one)
    elif not path:
        yield hint
    elif isinstance(path[0], int) and typing.get_origin(hint) is tuple:
        yield from _hints(path[1:], typing.get_args(hint)[0])
    elif _is_struct(hint) and (fields := typing.get_type_hints(hint, include_extras=True)).get(str(path[0])):
        yield from _hints(path[1:], fields[str(path[0])])


def _words(hint: Any) -> tuple[str, ...]:
    return typing.get_args(hint) if typing.get_origin(hint) is Literal else ()


def _is_struct(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, msgspec.Struct)
