"""The stylesheet and the scripts: small files of this package, put together in the order that is given here."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

_HOME = files("kprobe.render.web")
_CSS = ("tokens", "base", "marks", "headline", "controls", "table", "detail", "route", "findings", "answer", "print")
_EARLY = ("theme",)
_JS = ("dom", "copy", "rows", "filter", "controls", "sort", "state", "keyboard", "switch", "begin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assets:
    """Each goes into one element, as it is. `early` runs before anything is drawn. All is ASCII."""

    style: str
    early: str
    script: str


def assets() -> Assets:
    """As they stand in the page."""
    return Assets(
        style="\n" + "".join(_read("css", f"{name}.css") for name in _CSS),
        early=_wrapped(_EARLY),
        script=_wrapped(_JS),
    )


def _wrapped(names: tuple[str, ...]) -> str:
    """One scope for files that know each other; nothing of it is global."""
    return '\n"use strict";\n{\n' + "".join(_read("js", f"{name}.js") for name in names) + "}\n"


def _read(folder: str, name: str) -> str:
    return _HOME.joinpath(folder, name).read_text(encoding="ascii")
