"""Two reports, compared."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.diff.exposures import exposure_changes
from kprobe.diff.findings import finding_changes
from kprobe.errors import UsageError
from kprobe.model.difference import Difference, Side
from kprobe.model.finding import Severity
from kprobe.model.report import ClusterFacts, Report, Vantage, VantageKind


def compare(old: Side, new: Side, *, counted: frozenset[Severity], across: bool = False) -> Difference:
    """What differs; findings of the severities `counted` make it worse.

    Raises UsageError for answers of `kprobe why`, and for reports of different clusters unless `across`.
    """
    for side in (old, new):
        if side.report.why is not None:
            raise UsageError(
                f"{side.name} is an answer of `kprobe why` and cannot be compared",
                hint="Compare reports of kprobe scan.",
            )
    if not across and _strangers(old.report.cluster, new.report.cluster):
        raise UsageError(
            f"these are reports of different clusters: {_called(old.report.cluster)} and {_called(new.report.cluster)} "
            "have no node in common",
            hint="--other-cluster compares them all the same.",
        )
    verdicts = _verdicts_compare(old.report, new.report)
    return Difference(
        old=old,
        new=new,
        exposures=exposure_changes(old.report, new.report, verdicts=verdicts),
        findings=finding_changes(old.report, new.report, counted=counted),
        verdicts_compared=verdicts,
        notes=tuple(_notes(old, new, across=across)),
    )


def _verdicts_compare(old: Report, new: Report) -> bool:
    if not old.probed or not new.probed:
        return old.probed is new.probed
    return old.vantage.kind is new.vantage.kind and bool(old.vantages) is bool(new.vantages)


def _strangers(old: ClusterFacts, new: ClusterFacts) -> bool:
    """Whether they cannot be one cluster: no node in common, and neither name nor address."""
    nodes = {name for name, _ in old.data_plane}, {name for name, _ in new.data_plane}
    called = (old.context and old.context == new.context) or (old.server and old.server == new.server)
    return bool(nodes[0] and nodes[1]) and not nodes[0] & nodes[1] and not called


def _called(cluster: ClusterFacts) -> str:
    return cluster.context or cluster.server or "a cluster without a name"


def _notes(old: Side, new: Side, *, across: bool) -> Iterator[str]:
    one, two = old.report, new.report
    if across and _strangers(one.cluster, two.cluster):
        yield "These are different clusters: what differs is no change of either."
    if one.generated > two.generated:
        yield f"{old.name} was made after {new.name}: are they the wrong way round?"
    if one.probed is not two.probed:
        yield f"Only {(old if one.probed else new).name} was probed: verdicts are not compared."
    elif one.probed and not _verdicts_compare(one, two):
        yield f"Probed from different places ({one.vantage.kind}, then {two.vantage.kind}): verdicts are not compared."
    elif one.probed and one.vantage.kind is VantageKind.OUTSIDE and not _same_place(one.vantage, two.vantage):
        places = f"{one.vantage.addresses[0]}, then {two.vantage.addresses[0]}"
        yield f"Probed from different addresses ({places}): what differs may be the way there."
    for side in (old, new):
        if side.report.interrupted:
            yield f"{side.name} ended early: {side.report.interrupted}."
    lacking = [(side, gap) for side in (old, new) for gap in side.report.gaps if not gap.advisory]
    for gap in dict.fromkeys(gap for _, gap in lacking):
        where = [side.name for side, one in lacking if one == gap]
        yield f"Not known in {' and '.join(where)}: {gap.what} ({gap.reason}): {gap.effect}"


def _same_place(old: Vantage, new: Vantage) -> bool:
    """Whether nothing says that they are two."""
    return not old.addresses or not new.addresses or bool(set(old.addresses) & set(new.addresses))
