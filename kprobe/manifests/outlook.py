"""What a finding means for objects that are not applied yet.

Checks judge clusters. Of a cluster that does not exist yet some of what they say is another thing: the API server will
refuse what it would only tolerate, how things run now says nothing about what is written, and what is missing may be
made by somebody whom the manifests do not show.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from msgspec.structs import replace

from kprobe.checks.near_misses import NearMisses
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.workloads import workload_of
from kprobe.manifests.balancer_outlook import foreseen
from kprobe.manifests.expected_pods import MARK, is_new
from kprobe.manifests.manifest import Manifests
from kprobe.manifests.mentions import Mentions
from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.model.refs import Ref

# They say how what runs is at this moment, or what a controller has written down: no manifest is to blame.
RUNTIME = frozenset({"KP302", "KP309", "KP403", "KP701", "KP702"})
# It confirms that a number was well chosen.
PRAISE = frozenset({"KP202"})
# Without a cluster nobody knows the IP families of pods, or who else has a host in TLS.
NEEDS_CLUSTER = frozenset({"KP107", "KP308", "KP401"})
_NEW_POD = re.compile(rf"\b[Pp]od (?:(?P<namespace>[^\s/]+)/)?(?P<name>[^\s/]+{re.escape(MARK)})")
_BY_HAND = "another controller may make what is missing"


@dataclass(slots=True)
class Outlook:
    """Judges the findings of one run; `notes` gathers what could not be judged. `live` is None without a cluster."""

    manifests: Manifests
    live: Cluster | None
    applied: Cluster
    notes: dict[str, None] = field(default_factory=dict)
    _refs: frozenset[Ref] = field(init=False)
    _makers: dict[tuple[str, str], Ref] = field(init=False)

    def __post_init__(self) -> None:
        self._refs = frozenset(m.ref for m in self.manifests.objects)
        pods = (p for p in self.applied.snapshot.pods if is_new(p.metadata.name))
        self._makers = {(p.metadata.namespace, p.metadata.name): workload_of(p) for p in pods}

    def of(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """What remains of them, in the words of something that is to come."""
        for finding in findings:
            if finding.code in RUNTIME | PRAISE or (self.live is None and finding.code in NEEDS_CLUSTER):
                continue
            rule = _RULES.get(finding.code)
            judged = rule(self, finding) if rule else finding
            if judged is not None:
                yield self._named(judged)

    def _named(self, finding: Finding) -> Finding:
        """Without the names of pods that nobody has seen."""

        def maker(match: re.Match[str]) -> str:
            namespace = match["namespace"] or finding.subject.namespace
            return f"a pod of {self._makers.get((namespace, match['name']), finding.subject)}"

        return replace(
            finding,
            message=_NEW_POD.sub(maker, finding.message),
            evidence=tuple(_NEW_POD.sub(maker, line) for line in finding.evidence),
        )

    def node_port_refused(self, finding: Finding) -> Finding:
        """KP201: a number that the Service does not have yet is refused; dry runs do not tell (row NP-3)."""
        service = self.applied.services.get((finding.subject.namespace, finding.subject.name))
        old = self.live.services.get((finding.subject.namespace, finding.subject.name)) if self.live else None
        known = self.applied.node_port_range
        had = {p.node_port for p in (old.spec.ports or ())} if old else set()
        new = [p.node_port for p in (service.spec.ports or ())] if service else []
        off = [n for n in new if n and n not in known and n not in had]
        if finding.subject not in self._refs or not off:
            return finding
        finding = replace(finding, fix=(f"Choose a NodePort in {known}; kprobe ports --free 1 proposes one.",))
        if not known.proven:
            return replace(finding, fix=(*finding.fix, "Or tell kprobe the range with --node-port-range."))
        said = "the API server will refuse it; a server-side dry run does not tell"
        return replace(finding, severity=Severity.ERROR, evidence=(*finding.evidence, said))

    def node_port_taken(self, finding: Finding) -> Finding:
        """KP203: the API server refuses the second one, whatever the protocols."""
        said = 'the API server will refuse it: "provided port is already allocated"'
        return replace(finding, severity=Severity.ERROR, evidence=(*finding.evidence, said))

    def cannot_start(self, finding: Finding) -> Finding:
        """KP103: foreseen, not said by the scheduler; it may evict what has a lower priority."""
        return replace(finding, confidence=Confidence.LIKELY)

    def selects_nothing(self, finding: Finding) -> Finding | None:
        """KP301: somebody else may make the pods."""
        operators = self._others(finding.subject.namespace, pods=True)
        if self.live is None and not operators:
            service = self.applied.services[finding.subject.namespace, finding.subject.name]
            near = NearMisses(self.applied.live_pods, self.applied.workloads)
            operators = () if near.nearest(finding.subject.namespace, service.spec.selector or {}) else (_BY_HAND,)
        if self.live is None and operators:
            self._unjudged(f"{finding.subject} selects pods that these files do not make")
            return None
        return self._maybe(finding, operators) if operators or self.live is None else finding

    def without_endpoints(self, finding: Finding) -> Finding | None:
        """KP305: whoever runs without a selector has something that writes the endpoints, maybe at run time."""
        if self.live is None:
            self._unjudged(f"{finding.subject} has no selector, and its endpoints are not among these files")
            return None
        there = (finding.subject.namespace, finding.subject.name) in self.live.services
        return finding if there else self._maybe(finding, (_BY_HAND,))

    def no_pods(self, finding: Finding) -> Finding | None:
        """KP307: only where the workload is one of the manifests'."""
        others = set(Mentions(self._refs).of(finding)) - {finding.subject}
        return replace(finding, confidence=Confidence.LIKELY) if others else None

    def backend_missing(self, finding: Finding) -> Finding | None:
        """KP501: the Service may be elsewhere, or come from an operator."""
        namespace = finding.subject.namespace
        if self.live is not None:
            operators = self._others(namespace, pods=False)
            return self._maybe(finding, operators) if operators else finding
        names = [name for where, name in self.applied.services if where == namespace]
        near = get_close_matches(finding.detail, names, n=1)
        if not near:
            self._unjudged(f"{finding.subject} sends to Service {finding.detail}, which is not among these files")
            return None
        return self._maybe(finding, (f"closest in these files: Service {namespace}/{near[0]}",))

    def balancer(self, finding: Finding) -> Finding | None:
        """KP401: nothing has had the time to give it an address."""
        if self.live is None:
            return None
        service = self.applied.services[finding.subject.namespace, finding.subject.name]
        return foreseen(finding, service, self.live)

    def served_by_nobody(self, finding: Finding) -> Finding:
        """KP504: an Ingress that is not there yet has no address that would prove a controller which nobody knows."""
        return self._maybe(finding, ()) if finding.confidence is Confidence.POSSIBLE else finding

    def doubtful(self, finding: Finding) -> Finding:
        """KP509 without a cluster: an Ingress that is not among the files may have the host."""
        return replace(finding, confidence=Confidence.POSSIBLE) if self.live is None else finding

    def _others(self, namespace: str, *, pods: bool) -> tuple[str, ...]:
        """What among the files may make what is missing, `pods` or a Service, or would be it, had it been taken."""
        operated = [
            f"{ref}, among these files, may have an operator that makes it"
            for ref in self.manifests.operated
            if ref.namespace == namespace
        ]
        refused = [
            f"{r.ref}, among these files, was left out"
            for r in self.manifests.refused
            if r.ref.namespace == namespace and (r.ref.kind != "Service" if pods else r.ref.kind == "Service")
        ]
        return (*operated, *refused)[:3]

    def _maybe(self, finding: Finding, why: tuple[str, ...]) -> Finding:
        severity = max(finding.severity, Severity.WARNING, key=lambda s: s.rank)
        evidence = (*finding.evidence, *why)
        return replace(finding, severity=severity, confidence=Confidence.POSSIBLE, evidence=evidence)

    def _unjudged(self, what: str) -> None:
        self.notes[f"Not judged: {what}."] = None


_RULES: dict[str, Callable[[Outlook, Finding], Finding | None]] = {
    "KP103": Outlook.cannot_start,
    "KP201": Outlook.node_port_refused,
    "KP203": Outlook.node_port_taken,
    "KP301": Outlook.selects_nothing,
    "KP305": Outlook.without_endpoints,
    "KP307": Outlook.no_pods,
    "KP401": Outlook.balancer,
    "KP501": Outlook.backend_missing,
    "KP504": Outlook.served_by_nobody,
    "KP509": Outlook.doubtful,
}
