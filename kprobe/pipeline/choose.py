"""Which ways in are exported, on every node, and how a client outside sees them."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct, field
from msgspec.structs import replace

from kprobe.cluster.cluster import Cluster
from kprobe.errors import UsageError
from kprobe.export.exporter import Chosen
from kprobe.exposures.classify import classify
from kprobe.exposures.node_sample import NodeChoice
from kprobe.kube.source import Source
from kprobe.lookup.asked import Asked
from kprobe.lookup.find import find, nodes_asked
from kprobe.lookup.found import Found, UnknownTarget
from kprobe.lookup.target import parse
from kprobe.model.exposure import Entry, Exposure
from kprobe.model.snapshot import Gap, NodePortRange, Resource
from kprobe.pipeline.bounds import FIRST
from kprobe.pipeline.reading import everything, read
from kprobe.pipeline.scope import Scope
from kprobe.progress import Progress
from kprobe.routes.trace import trace

Exposures = tuple[Exposure, ...]
_SHOWN = 4
_EXPLAINS = frozenset({Resource.EVENTS, Resource.DEPLOYMENTS, Resource.STATEFUL_SETS, Resource.DAEMON_SETS})
_OF_INGRESSES = frozenset({Resource.INGRESSES, Resource.INGRESS_CLASSES})


class Choice(Struct, frozen=True, kw_only=True):
    """`targets` as `kprobe why` takes them, each in the one namespace of `scope` where it says none; or all of `scope`.

    `kinds`: the kinds of way in that are of use; empty: any.
    """

    targets: tuple[str, ...] = ()
    scope: Scope = field(default_factory=Scope)
    kinds: frozenset[str] = frozenset()
    node_port_range: NodePortRange | None = None


def choose(source: Source, choice: Choice, progress: Progress) -> Chosen:
    """Read everything, as who else has a port may be anywhere; raises UsageError for a target that is of no use.

    Whoever uses what is exported stands outside, so that predictions are for there, wherever this runs.
    """
    namespace = next(iter(choice.scope.namespaces), None)
    asked = tuple((text, parse(text, namespace)) for text in choice.targets)
    shown = choice.scope.test()
    cluster = Cluster(read(source, everything, FIRST, progress), node_port_range=choice.node_port_range)
    nodes = frozenset(name for _, one in asked for name in nodes_asked(cluster, one))
    some = classify(cluster, NodeChoice(named=nodes))
    meant = _named(cluster, some, asked, choice.kinds) if asked else _all(some, shown, choice.kinds)
    sources = frozenset(e.source for e in some if e.id in meant)
    every = classify(cluster, NodeChoice(whole=sources)) if any(e.left_out for e in some if e.id in meant) else some
    exposures = tuple(replace(e, entries=tuple(x for x in e.entries if meant[e.id](x))) for e in every if e.id in meant)
    return Chosen(
        cluster=cluster,
        exposures=exposures,
        routes=trace(cluster, exposures, among=every),
        gaps=tuple(g for g in cluster.snapshot.gaps if _decides(g, choice.kinds)),
    )


def _decides(gap: Gap, kinds: frozenset[str]) -> bool:
    """Whether what could not be read tells who should answer, and not only why somebody does not."""
    if gap.advisory or gap.resource in _EXPLAINS:
        return False
    return gap.resource not in _OF_INGRESSES or not kinds or "ingress" in kinds


Test = Callable[[Entry], bool]
Meant = dict[str, Test]
"""By the id of a way in, which of its entries are meant."""


def _anywhere(_entry: Entry) -> bool:
    return True


def _all(exposures: Exposures, shown: Callable[[Exposure], bool], kinds: frozenset[str]) -> Meant:
    return {e.id: _anywhere for e in exposures if shown(e) and (not kinds or e.kind in kinds)}


def _named(
    cluster: Cluster, exposures: Exposures, asked: tuple[tuple[str, Asked], ...], kinds: frozenset[str]
) -> Meant:
    meant: Meant = {}
    for text, one in asked:
        found = find(cluster, exposures, one)
        for exposure in _of_use(text, found, exposures, kinds):
            meant[exposure] = _either(meant[exposure], found.means) if exposure in meant else found.means
    return meant


def _either(first: Test, second: Test) -> Test:
    return lambda entry: first(entry) or second(entry)


def _of_use(text: str, found: Found, exposures: Exposures, kinds: frozenset[str]) -> tuple[str, ...]:
    """The ways in of these kinds; raises UsageError, with those on the way as candidates, where there is none."""
    matched = [e for e in exposures if e.id in found.matched]
    fitting = tuple(e.id for e in matched if not kinds or e.kind in kinds)
    if fitting:
        return fitting
    if not matched:
        why = f": {found.reason}" if found.reason else ""
        raise UsageError(
            f"{text} is no way in from outside{why}", hint=f"kprobe why {text} says what would make it one."
        )
    known = {e.id for e in exposures if e.kind in kinds}
    services = {e.service for e in matched if e.kind != "ingress"} - {None}
    through = {x.via for e in matched for x in e.entries if x.via} | {
        e.id for e in exposures if e.service in services or e.id in found.others
    }
    near = tuple(sorted(known & through))
    wanted = " or ".join(sorted(kinds))
    raise UnknownTarget(
        f"{text} is a way in by {', '.join(sorted({e.kind for e in matched}))}, not by {wanted}",
        candidates=near,
        hint=f"On the way there: {', '.join(near[:_SHOWN])}" if near else f"Nothing on the way there is a {wanted}.",
    )
