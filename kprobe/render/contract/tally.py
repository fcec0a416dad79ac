"""Counts for the summary, which people and programs are given alike."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry, Protocol
from kprobe.model.finding import Confidence, Severity
from kprobe.model.report import Report
from kprobe.model.why import Why

_EXAMPLES = 3
NO_REASON = "not probed"
PROBING_OFF = "probing was switched off"
SAMPLED = "left out of the sample of nodes, as others of the same kind are in it (--all-nodes leaves out none)"


class Unprobed(Struct, frozen=True, kw_only=True):
    """Entries that nothing was tried on for one `reason`; `examples` are a few of their addresses, if any is listed."""

    reason: str
    count: int
    examples: tuple[str, ...]


def verdicts(report: Report) -> dict[Verdict, int]:
    """How many exposures have each verdict, worst first, zeros included."""
    counted = Counter(item.verdict for item in report.exposures)
    return {verdict: counted[verdict] for verdict in sorted(Verdict, key=lambda v: v.rank)}


def severities(report: Report) -> dict[Severity, int]:
    """How many findings have each severity, worst first, zeros included."""
    counted = Counter(finding.severity for finding in report.findings)
    return {severity: counted[severity] for severity in sorted(Severity, key=lambda s: s.rank)}


def complete(report: Report) -> bool:
    """Whether everything was read that a verdict rests on, and the run went to its end."""
    return not report.interrupted and all(gap.advisory for gap in report.gaps)


def works(report: Report, why: Why) -> bool | None:
    """Whether what `kprobe why` was asked about is reachable; None where nothing proves either.

    What nothing exposes is not, nor what the configuration alone proves to be broken where nobody knocked.
    """
    proven = why.confidence is Confidence.CERTAIN and not report.probed
    if why.verdict is Verdict.UNKNOWN or (why.verdict is Verdict.NOT_PROBED and not proven):
        return None
    return why.verdict is Verdict.REACHABLE


def known(report: Report) -> int | None:
    """How many findings the baseline has, None without one."""
    if report.held_against is None or not report.held_against.baseline:
        return None
    return sum(finding.known is True for finding in report.findings)


def not_probed(report: Report) -> tuple[Unprobed, ...]:
    """The entries without an observation, and those that a sample left out, by reason, the most frequent first."""
    groups: dict[str, list[str]] = {}
    left_out = 0
    for item in report.exposures:
        left_out += item.exposure.left_out.entries if item.exposure.left_out else 0
        for entry in item.entries:
            if entry.observation is None:
                reason = entry.skipped or (NO_REASON if report.probed else PROBING_OFF)
                groups.setdefault(reason, []).append(socket_address(entry.entry))
    found = [
        Unprobed(reason=reason, count=len(where), examples=tuple(dict.fromkeys(where))[:_EXAMPLES])
        for reason, where in groups.items()
    ]
    if left_out:
        found.append(Unprobed(reason=SAMPLED, count=left_out, examples=()))
    return tuple(sorted(found, key=lambda group: -group.count))


def socket_address(entry: Entry) -> str:
    """`10.0.0.5:80`, `[2001:db8::5]:80`, `10.0.0.5:53/UDP`."""
    host = f"[{entry.address}]" if ":" in entry.address else entry.address
    return f"{host}:{port_text(entry.port, entry.protocol)}"


def port_text(port: int, protocol: Protocol) -> str:
    """The port, and its transport where that is not TCP: `80`, `53/UDP`."""
    return str(port) if protocol is Protocol.TCP else f"{port}/{protocol.value}"
