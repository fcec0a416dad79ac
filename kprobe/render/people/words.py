"""Words and marks for people."""

from __future__ import annotations

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Exposure
from kprobe.model.finding import Severity

_MARKS = {
    Verdict.UNREACHABLE: ("✗", "X"),
    Verdict.DEGRADED: ("~", "~"),
    Verdict.UNEXPECTED: ("!", "!"),
    Verdict.UNKNOWN: ("?", "?"),
    Verdict.NOT_PROBED: ("·", "-"),
    Verdict.REACHABLE: ("✓", "+"),
}
VERDICT_STYLES = {
    Verdict.UNREACHABLE: "bold red",
    Verdict.DEGRADED: "yellow",
    Verdict.UNEXPECTED: "magenta",
    Verdict.UNKNOWN: "cyan",
    Verdict.NOT_PROBED: "dim",
    Verdict.REACHABLE: "green",
}
SEVERITY_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_KINDS = {
    "external-ip": "external IP",
    "gateway-route": "Gateway route",
    "host-network": "host network",
    "host-port": "host port",
    "ingress": "Ingress",
    "load-balancer": "LoadBalancer",
    "node-port": "NodePort",
}


def mark(verdict: Verdict, *, unicode: bool) -> str:
    """One character."""
    return _MARKS[verdict][0 if unicode else 1]


def verdict_word(verdict: Verdict) -> str:
    """The verdict as a person writes it."""
    return verdict.value.replace("not-probed", "not probed")


def way_in(exposure: Exposure) -> str:
    """`NodePort web`, `host port edge`."""
    return f"{kind_word(exposure.kind)} {exposure.source.name}"


def kind_word(kind: str) -> str:
    """`NodePort`, `host port`: what a person calls a kind of way in."""
    return _KINDS.get(kind, kind)


def number(count: int) -> str:
    """With thousands separators."""
    return f"{count:,}"


def many(count: int, one: str, more: str = "") -> str:
    """`1 way in`, `3 ways in`."""
    return f"{number(count)} {one if count == 1 else more or one + 's'}"


def ways_in(count: int) -> str:
    """`1 way in`, `3 ways in`."""
    return many(count, "way in", "ways in")


def duration(seconds: float) -> str:
    """In the unit a person would say: `40 ms`, `3.2 s`, `2 min 5 s`."""
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{number(minutes)} min {rest} s"


def listed(names: tuple[str, ...], most: int = 3) -> str:
    """`node1, node2`; beyond `most` names `node1, node2, node3 and 4 more`."""
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {number(len(names) - most)} more"
