"""The stylesheet and the scripts: small files of this package, put together in the order that is given here."""

from __future__ import annotations

from importlib.resources import files

from msgspec import Struct

_HOME = files("kprobe.render.web")
_CSS = ("tokens", "base", "marks", "headline", "controls", "table", "detail", "route", "findings", "answer", "print")
_CSS_OF_DIFFERENCE = ("tokens", "base", "marks", "headline", "detail", "findings", "difference", "print")
_EARLY = ("theme",)
_JS = ("dom", "copy", "rows", "filter", "controls", "sort", "state", "keyboard", "switch", "begin")
_JS_OF_DIFFERENCE = ("dom", "copy", "switch", "changes")


class Assets(Struct, frozen=True, kw_only=True):
    """Each goes into one element, as it is. `early` runs before anything is drawn. All is ASCII."""

    style: str
    early: str
    script: str


def assets() -> Assets:
    """As they stand in the page of a report."""
    return _together(_CSS, _JS)


def of_difference() -> Assets:
    """As they stand in the page of a difference."""
    return _together(_CSS_OF_DIFFERENCE, _JS_OF_DIFFERENCE)


def _together(styles: tuple[str, ...], scripts: tuple[str, ...]) -> Assets:
    return Assets(
        style="\n" + "".join(_read("css", f"{name}.css") for name in styles),
        early=_wrapped(_EARLY),
        script=_wrapped(scripts),
    )


def _wrapped(names: tuple[str, ...]) -> str:
    """One scope for files that know each other; nothing of it is global."""
    return '\n"use strict";\n{\n' + "".join(_read("js", f"{name}.js") for name in names) + "}\n"


def _read(folder: str, name: str) -> str:
    return _HOME.joinpath(folder, name).read_text(encoding="ascii")
