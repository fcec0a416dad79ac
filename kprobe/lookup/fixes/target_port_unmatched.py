"""A named targetPort that no pod has: the one port that all of them offer."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.endpoints import EndpointState
from kprobe.cluster.service_ports import ports_of
from kprobe.lookup.fixer import Fixer
from kprobe.lookup.target_ports import set_target
from kprobe.model.finding import Finding


def fix(cluster: Cluster, finding: Finding) -> tuple[str, ...]:
    """For every port of the Service that matches nothing."""
    service = cluster.services.get((finding.subject.namespace, finding.subject.name))
    if service is None:
        return ()
    wrong = tuple(
        p for p in ports_of(service) if cluster.endpoints_of(service, p).state is EndpointState.PORT_UNMATCHED
    )
    return set_target(cluster, finding.subject, wrong)


FIXER = Fixer(slug="target-port-unmatched", code="KP303", fix=fix)
