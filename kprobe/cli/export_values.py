"""Checks of what `kprobe export` is given: each raises UsageError with what is wrong and how to write it."""

from __future__ import annotations

from collections.abc import Mapping, Sized
from typing import Any

from kprobe.errors import UsageError
from kprobe.export.exporter import Exporter, Listen, Wishes

Given = Mapping[str, Any]
"""By word or by the name of a wish; what was not given is false."""


def agree(exporter: str, chosen: Given) -> None:
    """TARGETs, or a selection of all there is; `-n` goes with either."""
    given = [word for word, value in chosen.items() if value]
    if not given:
        raise UsageError(
            f"kprobe export {exporter} needs a TARGET, or --all, -n NS or -l SELECTOR",
            hint=f"kprobe export {exporter} svc/shop/web",
        )
    if "TARGET" in given:
        if other := [word for word in given if word in {"--all", "-l"}]:
            raise UsageError(f"a TARGET is named, and {other[0]} chooses among all", hint="Leave out one of them.")
        places: Sized = chosen["-n"]
        if len(places) > 1:
            raise UsageError(f"a TARGET is in one namespace, not in {len(places)}", hint="Write svc/ns/name.")
    elif "--all" in given and len(given) > 1:
        raise UsageError(f"--all is everything, and {given[1]} a part of it", hint="Leave out one of them.")


def nothing_chosen(exporter: str, chosen: Given, wished: Given) -> None:
    """For a file that is the same for every cluster."""
    for word in (*(w for w, value in chosen.items() if value), *(_option(n) for n, value in wished.items() if value)):
        raise UsageError(f"{exporter} is the same for every cluster: {word} is of no use", hint="Leave it out.")


def wishes(program: Exporter, given: Given, *, one_by_one: bool) -> Wishes:
    """What of it the program knows. Whatever is named one by one listens on the Service's port, if nothing is said.

    Of a selection each listens on its NodePort, which it shares with nobody however many there will be.
    """
    for name, value in given.items():
        if value and name not in program.takes:
            raise UsageError(f"{_option(name)} is nothing that {program.slug} knows", hint="Leave it out.")
    usual = Listen.SERVICE if one_by_one else Listen.NODE_PORT
    return Wishes(**{**given, "listen": given["listen"] or usual})


def http_path(text: str) -> str:
    """What a health check asks for, fit for a request line."""
    if text and (not text.startswith("/") or not text.isascii() or not text.isprintable() or " " in text):
        raise UsageError(f"--http-check {text!r} is not a path", hint="Write it like /healthz, with %20 for a blank.")
    return text


def _option(name: str) -> str:
    return f"--{'address' if name == 'addresses' else name.replace('_', '-')}"
