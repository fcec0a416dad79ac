"""Whether a LoadBalancer Service that is not there yet would get an address, by how others of its class fare."""

from __future__ import annotations

from msgspec.structs import replace

from kprobe.cluster.balancers import Balancer
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.service_ports import has_balancer_address, service_ref
from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.model.objects.service import Service


def foreseen(finding: Finding, service: Service, live: Cluster) -> Finding | None:
    """The finding about its missing address, in the words that the cluster as it is allows; None where it will do."""
    ref, wanted = service_ref(service), service.spec.load_balancer_class
    old = live.services.get((ref.namespace, ref.name))
    if old is not None and old.spec.type == "LoadBalancer" and old.spec.load_balancer_class == wanted:
        return None  # why it waits for one today is nothing that is written in a manifest
    alike = [
        s
        for s in live.snapshot.services
        if s.spec.type == "LoadBalancer" and s.spec.load_balancer_class == wanted and service_ref(s) != ref
    ]
    served = [s for s in alike if has_balancer_address(s)]
    if served or live.balancers.of(service) is not Balancer.UNKNOWN:
        return None
    what = f"loadBalancerClass {wanted}" if wanted else "load balancers"
    if alike:
        return replace(
            finding,
            message=f"{ref} may get no address: no Service of its kind has one, nobody seems to serve {what} here",
            severity=Severity.WARNING,
            confidence=Confidence.LIKELY,
            evidence=(f"{service_ref(alike[0])} waits for one as well",),
        )
    return replace(
        finding,
        message=f"{ref} may get no address: whether anybody serves {what} here is not known",
        severity=Severity.WARNING if wanted else Severity.INFO,
        confidence=Confidence.POSSIBLE,
        evidence=("no other Service here is of its kind",),
    )
