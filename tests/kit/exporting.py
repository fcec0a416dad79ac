"""Exports of a cluster of the builders."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.export.exporter import Chosen, Exporter, Origin, Wishes, Written
from kprobe.pipeline.choose import Choice, choose
from kprobe.pipeline.scope import Scope
from kprobe.progress import Silent
from tests.kit.objects import NOW
from tests.kit.source import Held

ORIGIN = Origin(version="1.2.3", generated=NOW, context="lab", command="kprobe export x svc/shop/web")


def chosen(of: Cluster, *targets: str, kinds: frozenset[str] = frozenset(), **scope: object) -> Chosen:
    """What `targets` name or, without any, all that is in the scope."""
    choice = Choice(targets=targets, kinds=kinds, scope=Scope(**scope))  # type: ignore[arg-type]
    return choose(Held.of(of), choice, Silent())


def written(exporter: Exporter, of: Cluster, *targets: str, **wishes: object) -> Written:
    """The file of what `targets` name, or of all there is."""
    return exporter.render(chosen(of, *targets, kinds=exporter.kinds), Wishes(**wishes), ORIGIN)  # type: ignore[arg-type]


def sections(text: str) -> dict[str, list[str]]:
    """HAProxy's: by `frontend name` or `backend name` the lines below, without indentation and empty ones."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith(("frontend ", "backend ")):
            lines = found.setdefault(line, [])
        elif line.startswith("    "):
            lines.append(line.strip())
    return found
