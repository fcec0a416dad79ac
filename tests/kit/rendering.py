"""Renders a report into a string."""

from __future__ import annotations

import io
import re

from kprobe.errors import ExitCode
from kprobe.model.report import Report
from kprobe.registry import load
from kprobe.render.renderer import Output, Renderer

_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def renderers() -> dict[str, Renderer]:
    """Every format by name."""
    return {renderer.slug: renderer for renderer in load("kprobe.render", "RENDERER", Renderer)}


def rendered(
    report: Report,
    slug: str,
    *,
    color: bool = False,
    width: int = 0,
    unicode: bool = True,
    command: str = "kprobe scan",
    following: tuple[str, ...] = (),
    code: ExitCode | None = None,
) -> str:
    """The report in one format, for a screen of `width` columns (0: no screen)."""
    stream = io.StringIO()
    output = Output(
        stream=stream, color=color, width=width, unicode=unicode, command=command, next=following, exit_code=code
    )
    renderers()[slug].render(report, output)
    return stream.getvalue()


def bare(text: str) -> str:
    """Without colours."""
    return _ESCAPES.sub("", text)
