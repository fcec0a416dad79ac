"""The table of `kprobe ports`: a line for each place, nodes that look alike together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from kprobe.model.finding import Confidence
from kprobe.model.ports import Hold, Holder, PortRow, PortsReport, Proposal, Rival, Where
from kprobe.render.people.grid import Column, Row, has_room, layout
from kprobe.render.people.lines import Line, paragraph, plain, write
from kprobe.render.people.tail import not_known
from kprobe.render.people.words import kind_word, listed, many, number
from kprobe.render.renderer import Output

_COLUMNS = (
    Column(title="", least=1),
    Column(title="NODE"),
    Column(title="ADDRESS"),
    Column(title="PORT"),
    Column(title="HELD BY", whole=False, least=24),
)
_KINDS = {"component": "", "health-check-node-port": "health check of"}
_NAMED = 2


def ports_page(report: PortsReport, output: Output) -> None:
    """Write it."""
    groups = _alike(report.rows)
    lines: list[Line] = [plain(_headline(report, output), "bold")]
    if groups:
        rows = [_row(alike) for alike in groups]
        if not has_room(_COLUMNS, rows, output.width):  # what goes below its row has no heading over it
            rows = [replace(row, prose=row.prose and f"also claimed by {row.prose}") for row in rows]
        lines += layout(_COLUMNS, [("", rows)], output.width, "ALSO CLAIMED BY")
    else:
        lines.append(plain("No port of that kind is claimed." if report.hidden else "No port is claimed."))
    lines.append(plain(""))
    for text, style in (*not_known(report.gaps), *((note, "") for note in report.notes)):
        lines += paragraph(text, output, style, hang=2)
    for text in _summary(report):
        lines += paragraph(text, output, hang=2)
    lines += [plain(f"Next: {command}") for command in _next(report, output)]
    write(lines, output)


def _headline(report: PortsReport, output: Output) -> str:
    cluster = report.cluster
    places = many(len(report.rows), "place", "places")
    hidden = f", {number(report.hidden)} not shown" if report.hidden else ""
    parts = (cluster.context or cluster.server or "cluster", cluster.version, many(cluster.nodes, "node"))
    return (" · " if output.unicode else " | ").join((*filter(None, parts), f"{places}{hidden}"))


def _alike(rows: Iterable[PortRow]) -> list[list[PortRow]]:
    """Rows that differ in their node alone, in the order of the first."""
    groups: dict[object, list[PortRow]] = {}
    for row in rows:
        key = (row.where, row.address, row.port, row.protocol, row.contested, _held(row), _also(row))
        groups.setdefault(key, []).append(row)
    return list(groups.values())


def _row(rows: list[PortRow]) -> Row:
    row = rows[0]
    own = all(h.kind == "component" for h in row.holders)
    style = "bold red" if row.contested else "dim" if own else ""
    protocol = "" if row.protocol == "TCP" else f"/{row.protocol}"
    cells = (
        ("!" if row.contested else "", "bold red"),
        (_nodes(rows), style),
        (row.address or "any", style),
        (f"{row.port}{protocol}", style),
        (_held(row), style),
    )
    return Row(cells=cells, prose=_also(row))


def _nodes(rows: list[PortRow]) -> str:
    if rows[0].where is Where.EVERY_NODE:
        return "every"
    if rows[0].where is Where.NO_NODE:
        return "none yet"
    return listed(tuple(r.node for r in rows)) if len(rows) <= _NAMED else many(len(rows), "node")


def _held(row: PortRow) -> str:
    return ", ".join(dict.fromkeys(holder_text(h) for h in row.holders))


def _also(row: PortRow) -> str:
    """Rivals by who they are; the nodes of a workload together, unless the row is of that node itself."""
    nodes: dict[str, list[str]] = {}
    for rival in row.rivals:
        nodes.setdefault(_rival_text(rival, row), []).append(rival.node if rival.node != row.node else "")
    return "; ".join(f"{text}{_on(names)}" for text, names in nodes.items())


def _rival_text(rival: Rival, row: PortRow) -> str:
    at = f" at {rival.address}" if rival.address and rival.address != row.address else ""
    return f"{holder_text(rival.holder)}{at}"


def _on(names: list[str]) -> str:
    named = tuple(dict.fromkeys(n for n in names if n))
    if not named:
        return ""
    return f" on {listed(named) if len(named) <= _NAMED else many(len(named), 'node')}"


def holder_text(holder: Holder) -> str:
    """`NodePort shop/web`, `host port infra/debug: Pending for 12 min`, `sshd, likely`."""
    if holder.kind == "component":
        return holder.name if holder.confidence is Confidence.CERTAIN else f"{holder.name}, {holder.confidence.value}"
    ref = holder.workload or holder.holder
    kind = _KINDS.get(holder.kind) or kind_word(holder.kind)
    text = f"{kind} {ref.path if ref else ''}"
    return f"{text}: {holder.detail}" if holder.detail or holder.hold is not Hold.HOLDS else text


def _summary(report: PortsReport) -> Iterator[str]:
    use = report.use
    size = use.range.last - use.range.first + 1
    where = f"{use.range}, {_source(report)}"
    if use.used is None:
        yield f"NodePorts: how many of {number(size)} are in use is not known ({where})"
    else:
        band = ""
        if use.static_band is not None and use.used_in_band is not None:
            wide = use.static_band.last - use.static_band.first + 1
            band = f"; {number(use.used_in_band)} of {number(wide)} in {use.static_band}, kept for numbers by hand"
        yield f"NodePorts: {number(use.used)} of {number(size)} used ({where}){band}"
    if report.proposal is not None:
        yield _free(report.proposal)
    if contested := sum(row.contested for row in report.rows):
        yield f"{many(contested, 'place is', 'places are')} claimed by two that exclude each other (!)"


def _source(report: PortsReport) -> str:
    known = report.use.range
    return known.source if known.proven else f"assumed: {known.source}"


def _free(proposal: Proposal) -> str:
    where = f" on {proposal.node}" if proposal.node else " on every node" if proposal.kind == "host-port" else ""
    what = f"{kind_word(proposal.kind)}s{where}"
    if proposal.ports is None:
        return f"Free {what}: not known: {proposal.reason}"
    remark = f" ({proposal.reason})" if proposal.reason else ""
    if not proposal.ports:
        return f"Free {what}: none{remark}"
    fewer = ", no more" if len(proposal.ports) < proposal.asked else ""
    return f"Free {what}: {' '.join(map(str, proposal.ports))}{fewer}{remark}"


def _next(report: PortsReport, output: Output) -> tuple[str, ...]:
    if output.next:
        return output.next
    if any(row.contested for row in report.rows):
        return (f"{output.command} --no-probe   # who gets through where two claim a port, and what mends it",)
    return ()
