"""The pods that a manifest's workload would have: all well, on nodes where the scheduler could put them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

import msgspec
from msgspec import Struct, field

from kprobe.checks.overlap import kept_apart
from kprobe.cluster.claims import Claim, pod_claims
from kprobe.cluster.scheduling import NO_FREE_PORTS
from kprobe.manifests.kinds import CronJob
from kprobe.manifests.manifest import Manifest
from kprobe.manifests.placement import Wish, wish_of
from kprobe.model.objects.meta import Condition, ObjectMeta, OwnerReference
from kprobe.model.objects.node import Node
from kprobe.model.objects.pod import Pod, PodIP, PodSpec, PodStatus
from kprobe.model.objects.workload import PodTemplate, Workload, WorkloadSpec

# More pods of one workload tell nothing more, and a manifest may ask for a billion.
MOST = 100
# No real pod can be called so, which is how messages find the ones that do not exist yet.
MARK = "(new)"
_NEW = re.compile(rf"[^\s,/]+(?:/[^\s,/]+)?-\d+{re.escape(MARK)}")
_FOREVER = frozenset({"Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"})


def template_of(manifest: Manifest) -> PodTemplate | None:
    """What its pods are made from; None for what makes none."""
    made = manifest.object
    if isinstance(made, Pod):
        return PodTemplate(metadata=made.metadata, spec=made.spec)
    spec = spec_of(manifest)
    return spec.template if spec is not None else None


def spec_of(manifest: Manifest) -> WorkloadSpec | None:
    """The part that all workloads share."""
    made = manifest.object
    if isinstance(made, CronJob):
        return made.spec.job_template.spec
    return made.spec if isinstance(made, Workload) else None


class _Taken(Struct, frozen=True):
    """One address of a place that is taken, and whether who has it runs on every node that it fits."""

    address: str
    everywhere: bool


class Scheduler(Struct):
    """Puts pods on nodes one after the other; what it has placed is in the way of the next.

    `families`: the IP families that pods have here. `nodes` are all there are, empty where they could not be read;
    `examples`: they stand for nodes that nobody knows, so that two pods may well be on two of a kind.
    """

    nodes: Sequence[Node]
    families: tuple[str, ...]
    placed: Iterable[Claim] = ()
    examples: bool = False
    _taken: dict[tuple[str, int, str], list[_Taken]] = field(default_factory=lambda: defaultdict(list))
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        for claim in self.placed:
            if claim.placed:
                self._take(claim, claim.node, everywhere=claim.workload.kind == "DaemonSet")

    def pods(self, manifest: Manifest, replicas: int, former: Sequence[str] = ()) -> Iterator[Pod]:
        """All pods of a workload; `former`: the nodes that its pods were on, which they keep where they can."""
        template = template_of(manifest)
        if template is None:
            return
        wish = wish_of(manifest)
        nodes = self._fitting(wish, former)
        wanted = len(nodes) if wish.everywhere and self.nodes else replicas
        for number in range(min(wanted, len(nodes) + MOST)):
            pod = _pod(manifest, template, number + 1)
            claims = tuple(pod_claims(pod))
            if not claims:
                if number < MOST:
                    yield self._running(pod, nodes[number % len(nodes)] if nodes else "")
                continue
            choice = nodes[number : number + 1] if wish.everywhere else nodes
            node = wish.node or next((n for n in choice if not self._in_the_way(n, claims)), "")
            if node:
                for claim in claims:
                    self._take(claim, node, everywhere=wish.everywhere)
                yield self._running(pod, node)
            else:
                yield _waiting(pod, len(nodes) if self._hopeless(wish, choice, claims) else 0)

    def room(self, manifest: Manifest) -> bool:
        """Whether one more pod of it would find a node; one without host ports always does."""
        template = template_of(manifest)
        claims = tuple(pod_claims(_pod(manifest, template, 0))) if template is not None else ()
        if not claims or self.examples:
            return True
        return any(not self._in_the_way(node, claims) for node in self._fitting(wish_of(manifest), ()))

    def _fitting(self, wish: Wish, former: Sequence[str]) -> list[str]:
        names = sorted(n.metadata.name for n in self.nodes if wish.fits(n))
        return sorted(names, key=lambda name: name not in former)

    def _take(self, claim: Claim, node: str, *, everywhere: bool) -> None:
        self._taken[node, claim.port, claim.protocol].append(_Taken(claim.address, everywhere))

    def _in_the_way(self, node: str, claims: Iterable[Claim]) -> list[_Taken]:
        return [
            taken
            for claim in claims
            for taken in self._taken.get((node, claim.port, claim.protocol), ())
            if kept_apart(claim.address, taken.address)
        ]

    def _hopeless(self, wish: Wish, nodes: Iterable[str], claims: Iterable[Claim]) -> bool:
        """Whether no other node would do: all are known, or one of the two runs on every node that it fits."""
        if not self.examples or wish.everywhere:
            return True
        return all(any(t.everywhere for t in self._in_the_way(node, claims)) for node in nodes)

    def _running(self, pod: Pod, node: str) -> Pod:
        number = next(self._numbers)
        # Of the ranges for documentation and benchmarks: nobody's (RFC 2544, RFC 3849).
        addresses = {"IPv4": f"198.18.{number // 250 % 250}.{number % 250 + 1}", "IPv6": f"2001:db8::{number:x}"}
        ips = tuple(PodIP(ip=addresses[f]) for f in self.families)
        status = PodStatus(
            phase="Running",
            pod_ip=ips[0].ip if ips else "",
            pod_ips=ips,
            conditions=(Condition(type="Ready", status="True"),),
        )
        return msgspec.structs.replace(pod, spec=msgspec.structs.replace(pod.spec, node_name=node), status=status)


def is_new(name: str) -> bool:
    """Whether a pod of this name was made up."""
    return name.endswith(MARK)


def without_new_pods(text: str) -> str:
    """A text about one workload, without the names of its pods that were made up."""
    return _NEW.sub("a pod of it", text) if MARK in text else text


def replicas_of(manifest: Manifest, live: Workload | None) -> int:
    """How many pods are asked for; a number that is left out stays as it is, or is 1."""
    spec = spec_of(manifest)
    if spec is None or manifest.kind.kind not in _FOREVER:
        return 1
    if spec.replicas is not None:
        return max(spec.replicas, 0)
    return 1 if live is None or live.spec.replicas is None else live.spec.replicas


def _pod(manifest: Manifest, template: PodTemplate, number: int) -> Pod:
    ref, meta, spec = manifest.ref, template.metadata, template.spec
    alone = ref.kind == "Pod"
    owner = None if alone else (OwnerReference(kind=ref.kind, name=ref.name, controller=True),)
    return Pod(
        metadata=ObjectMeta(
            name=ref.name if alone else f"{ref.name}-{number}{MARK}",
            namespace=ref.namespace,
            labels=meta.labels,
            annotations=meta.annotations,
            owner_references=owner,
        ),
        spec=_defaulted(spec),
    )


def _defaulted(spec: PodSpec) -> PodSpec:
    return spec if spec.dns_policy else msgspec.structs.replace(spec, dns_policy="ClusterFirst")


def _waiting(pod: Pod, nodes: int) -> Pod:
    """As the scheduler would leave it; where no node fits it at all, ports are not what it waits for."""
    which = "the only node that fits it" if nodes == 1 else f"the {nodes} nodes that fit it"
    said = f"foreseen: {which} {NO_FREE_PORTS}" if nodes else ""
    conditions = [Condition(type="Ready", status="False")]
    if said:
        conditions.append(Condition(type="PodScheduled", status="False", reason="Unschedulable", message=said))
    spec = msgspec.structs.replace(pod.spec, node_name="")
    return msgspec.structs.replace(pod, spec=spec, status=PodStatus(phase="Pending", conditions=tuple(conditions)))
