"""What is said of one branch of a route, whatever it is drawn with: who knocks, how it went, what an answer proves."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from kprobe.diagnosis.entry_case import case_of
from kprobe.model.report import EntryReport, Report, VantageKind
from kprobe.model.route import Link, LinkState
from kprobe.render.people.alike import Alike
from kprobe.render.people.sight import as_predicted, place, sight
from kprobe.render.people.words import listed

_NAMED = 6


def client(report: Report) -> str:
    """Where every route begins: `client 198.51.100.100, outside the cluster`."""
    address = f" {report.vantage.addresses[0]}" if report.vantage.addresses else ""
    where_from = {
        VantageKind.OUTSIDE: ", outside the cluster",
        VantageKind.NODE: ", on a node of the cluster",
        VantageKind.POD: ", in a pod of the cluster",
        VantageKind.UNKNOWN: "",
    }[report.vantage.kind]
    return f"client{address}{where_from}" if report.probed else "client outside the cluster; nothing was knocked on"


def asked_first(entries: Sequence[EntryReport], report: Report) -> list[EntryReport]:
    """Where an address was asked about, it stands for those that look like it."""
    seen = report.why.observation if report.why is not None else None
    if seen is None:
        return list(entries)
    asked = (seen.target.address, seen.target.port)
    return sorted(entries, key=lambda e: (e.entry.address, e.entry.port) != asked)


def said(entry: EntryReport) -> tuple[str, str]:
    """What was seen, and a style for it: good news green, bad news red, neither yellow."""
    seen = entry.observation
    if seen is None:
        return f"not probed{': ' if entry.skipped else ''}{entry.skipped}", "dim"
    agrees = ", as predicted" if as_predicted(entry) else ""
    answers = case_of(entry).answers
    style = "green" if answers and as_predicted(entry) is not False else "red" if answers is False else "yellow"
    return f"{sight(seen, scheme=entry.entry.scheme)}{agrees}", style


def stands(group: Alike) -> LinkState:
    """Whether a client gets in there, in the words of a link."""
    case = case_of(group.first)
    if group.intended or case.observation is None:
        return LinkState.NOT_CHECKED
    if case.answers is None:
        return LinkState.UNKNOWN
    return LinkState.OK if case.answers and not case.unexpected else LinkState.BROKEN


def proven(entry: EntryReport) -> tuple[Link, ...]:
    """The links; what the API could not tell is settled where a client got through every time."""
    case = case_of(entry)
    if case.answers is not True or case.flaky or case.unexpected:
        return entry.links
    return tuple(
        replace(link, state=LinkState.OK, reason="as the answer shows") if link.state is LinkState.NOT_CHECKED else link
        for link in entry.links
    )


def namesakes(group: Alike) -> str:
    """The other entries of a group: their nodes where that tells them apart, else their places."""
    nodes = tuple(dict.fromkeys(entry.entry.node or "" for entry in group.others))
    own = group.first.entry.node
    if all(nodes) and own not in nodes and len(nodes) == len(group.others):
        names = nodes
    else:
        names = tuple(place(entry.entry) for entry in group.others)
    return f"{names[0]} and {names[1]}" if len(names) == 2 else listed(names, most=_NAMED)
