"""Differences to render: every kind of change, hostile names, nothing at all."""

from __future__ import annotations

import io
from datetime import timedelta

from msgspec.structs import replace

from kprobe.diff.compare import compare
from kprobe.errors import ExitCode
from kprobe.model.diagnosis import Verdict
from kprobe.model.difference import Difference, Side
from kprobe.model.exposure import Scope
from kprobe.model.finding import Severity
from kprobe.model.report import Report
from kprobe.model.snapshot import Resource
from kprobe.registry import load
from kprobe.render.diff.renderer import DiffRenderer
from kprobe.render.renderer import Output
from tests.kit import reports
from tests.kit.objects import gap


def renderers() -> dict[str, DiffRenderer]:
    """Every format by name."""
    return {renderer.slug: renderer for renderer in load("kprobe.render.diff", "RENDERER", DiffRenderer)}


def rendered(
    difference: Difference,
    slug: str,
    *,
    width: int = 0,
    unicode: bool = True,
    color: bool = False,
    code: ExitCode | None = None,
) -> str:
    """The difference in one format, for a screen of `width` columns (0: no screen); `code`: how the process ends."""
    stream = io.StringIO(newline="")
    output = Output(stream=stream, width=width, unicode=unicode, color=color, exit_code=code)
    renderers()[slug].render(difference, output)
    return stream.getvalue()


def between(old: Report, new: Report, *, names: tuple[str, str] = ("old.json", "new.json")) -> Difference:
    """What differs."""
    sides = Side(name=names[0], report=old), Side(name=names[1], report=new)
    return compare(*sides, counted=frozenset({Severity.ERROR}))


def every_change() -> Difference:
    """At least one of each heading."""
    wide = replace(reports.node_port("wide", 30080), scope=Scope.INTERNET)
    old = reports.report(
        reports.reported(replace(wide, scope=Scope.PRIVATE)),
        reports.reported(reports.node_port("api", 30081)),
        reports.reported(reports.node_port("mended", 30082), Verdict.UNREACHABLE, cause="no endpoint is ready"),
        reports.reported(reports.node_port("gone", 30083)),
        reports.reported(reports.host_port("edge", 8080)),
        findings=(
            reports.finding(),
            reports.finding("KP302", Severity.WARNING, name="worse"),
            reports.finding("KP303", name="unread"),
        ),
        gaps=(gap(Resource.INGRESSES),),
    )
    new = reports.report(
        reports.reported(wide),
        reports.reported(reports.node_port("api", 30081), Verdict.UNREACHABLE, cause="selector app=wbe matches no pod"),
        reports.reported(reports.node_port("mended", 30082)),
        reports.reported(reports.node_port("added", 30084)),
        reports.reported(reports.ingress("front", "shop.example.com", "/")),
        findings=(
            reports.finding("KP304", name="added", message="it is new"),
            reports.finding("KP302", Severity.ERROR, name="worse"),
            reports.finding("KP501", name="front", exposures=()),
        ),
        gaps=(gap(Resource.PODS, read_in=("none",)),),
    )
    return between(old, replace(new, generated=old.generated + timedelta(days=1)))


def hostile() -> Difference:
    """Names that try to be markup, escapes and columns."""
    return between(reports.report(), reports.hostile(), names=(reports.HOSTILE, "`@all` <!-- $x$ | #1"))


def nothing() -> Difference:
    """The same twice."""
    return between(reports.healthy(), reports.healthy())
