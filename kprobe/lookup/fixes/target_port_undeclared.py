"""A targetPort that no pod declares: the one port that all of them do."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.pods import declared_ports
from kprobe.cluster.service_ports import ports_of
from kprobe.lookup.fixer import Fixer
from kprobe.lookup.target_ports import set_target
from kprobe.model.finding import Finding


def fix(cluster: Cluster, finding: Finding) -> tuple[str, ...]:
    """For every port whose number none of the pods declares."""
    service = cluster.services.get((finding.subject.namespace, finding.subject.name))
    if service is None:
        return ()
    declared = {
        (p.container_port, p.protocol) for pod in cluster.pods_of(service) or () for _, p in declared_ports(pod)
    }
    wrong = tuple(
        p
        for p in ports_of(service)
        if not isinstance(p.target_port, str) and (p.target_port or p.port, p.protocol) not in declared
    )
    return set_target(cluster, finding.subject, wrong)


FIXER = Fixer(slug="target-port-undeclared", code="KP304", fix=fix)
