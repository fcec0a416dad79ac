"""Joins reports of one cluster: the shards of one run, and runs from several vantages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from kprobe.diagnosis.vantages import differences, together
from kprobe.errors import UsageError
from kprobe.model.finding import Finding
from kprobe.model.policy import Ignored
from kprobe.model.report import ExposureReport, Report, Vantage, VantageKind
from kprobe.model.snapshot import Gap, GapReason
from kprobe.pipeline.finish import worst_findings_first


def merge(reports: Sequence[Report]) -> Report:
    """One report of all. Raises UsageError where they cannot be of one cluster, or answer a single question."""
    _of_one_cluster(reports)
    groups = _groups(sorted(reports, key=lambda r: r.generated))
    wholes = {whole.vantage: whole for whole in map(_joined, groups)}
    if len(wholes) == 1:
        return next(iter(wholes.values()))
    newest = max(wholes.values(), key=lambda r: r.generated)
    seen: dict[str, dict[Vantage, ExposureReport]] = defaultdict(dict)
    for vantage, whole in wholes.items():
        for item in whole.exposures:
            seen[item.exposure.id][vantage] = item
    kinds = {v.kind for v in wholes}
    return replace(
        newest,
        vantage=Vantage(
            kind=kinds.pop() if len(kinds) == 1 else VantageKind.UNKNOWN,
            detail=f"{len(wholes)} vantages: {', '.join(sorted(v.name for v in wholes))}",
        ),
        vantages=tuple(wholes),
        probed=any(r.probed for r in wholes.values()),
        exposures=tuple(together(ways) for _, ways in sorted(seen.items())),
        findings=_united((*(f for r in wholes.values() for f in r.findings), *differences(seen.values()))),
        ignored=_ignored(wholes.values()),
        gaps=_gaps(wholes.values()),
        notes=tuple(dict.fromkeys(n for r in wholes.values() for n in r.notes)),
        seconds=max(r.seconds for r in wholes.values()),
        interrupted=next((r.interrupted for r in wholes.values() if r.interrupted), ""),
    )


def _of_one_cluster(reports: Sequence[Report]) -> None:
    if any(r.why is not None for r in reports):
        raise UsageError("a report of `kprobe why` answers one question and cannot be merged", hint="Merge scans.")
    first = {node for node, _ in reports[0].cluster.data_plane}
    for other in reports[1:]:
        nodes = {node for node, _ in other.cluster.data_plane}
        if first and nodes and not first & nodes:
            raise UsageError(
                f"these reports are of different clusters: none of the {len(nodes)} nodes of "
                f"{other.cluster.context or other.cluster.server} is in the first one",
                hint="Merge reports of one cluster; `kprobe scan --context A --context B` looks at several.",
            )


def _groups(reports: Sequence[Report]) -> list[list[Report]]:
    """By vantage. Shards of one run may have been looked at by several machines that stand alike."""
    shards: dict[tuple[VantageKind, int], list[Report]] = defaultdict(list)
    for one in reports:
        if one.shard is not None:
            shards[one.vantage.kind, one.shard.of].append(one)
    alike = {key for key, parts in shards.items() if len({p.shard.index for p in parts if p.shard}) == len(parts)}
    groups: dict[object, list[Report]] = defaultdict(list)
    for one in reports:
        run = (one.vantage.kind, one.shard.of if one.shard else 0)
        groups[run if run in alike else (one.vantage.kind, one.vantage.addresses, run)].append(one)
    return list(groups.values())


def _joined(parts: Sequence[Report]) -> Report:
    """Of one vantage, oldest first: of what two reports have the newer counts."""
    newest = parts[-1]
    addresses = tuple(dict.fromkeys(a for part in parts for a in part.vantage.addresses))
    exposures = {item.exposure.id: item for part in parts for item in part.exposures}
    return replace(
        newest,
        shard=None,
        vantage=replace(newest.vantage, addresses=addresses, detail="" if len(parts) > 1 else newest.vantage.detail),
        probed=any(p.probed for p in parts),
        exposures=tuple(exposures[i] for i in sorted(exposures)),
        findings=_united(f for part in parts for f in part.findings),
        ignored=_ignored(parts),
        gaps=(*_gaps(parts), *_missing(parts)),
        notes=tuple(dict.fromkeys(n for part in parts for n in part.notes)),
        seconds=max(p.seconds for p in parts),
        interrupted=next((p.interrupted for p in parts if p.interrupted), ""),
    )


def _missing(parts: Sequence[Report]) -> tuple[Gap, ...]:
    """A report of shards of which one is not there is not whole."""
    if any(p.shard is None for p in parts):
        return ()
    of = max(p.shard.of for p in parts if p.shard)
    there = {p.shard.index for p in parts if p.shard and p.shard.of == of}
    lost = [str(n) for n in range(of) if n not in there]
    if not lost:
        return ()
    return (
        Gap(
            what=f"shard{'s' if len(lost) > 1 else ''} {', '.join(lost)} of {of}",
            reason=GapReason.ABSENT,
            effect="the ways in that it looked at are not in this report",
        ),
    )


def _united(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each once, with all that it breaks."""
    found: dict[str, Finding] = {}
    for one in findings:
        old = found.get(one.id)
        found[one.id] = (
            one
            if old is None
            else replace(
                one,
                evidence=tuple(dict.fromkeys((*old.evidence, *one.evidence)))[:6],
                exposures=tuple(dict.fromkeys((*old.exposures, *one.exposures))),
            )
        )
    return worst_findings_first(tuple(found.values()))


def _ignored(reports: Iterable[Report]) -> tuple[Ignored, ...]:
    """Each finding once, unless it counts in one of the reports all the same."""
    reports = tuple(reports)
    counted = {f.id for r in reports for f in r.findings}
    found = {one.finding.id: one for r in reports for one in r.ignored if one.finding.id not in counted}
    return tuple(sorted(found.values(), key=lambda i: (i.finding.severity.rank, i.finding.code, i.finding.id)))


def _gaps(reports: Iterable[Report]) -> tuple[Gap, ...]:
    return tuple(dict.fromkeys(g for r in reports for g in r.gaps))
