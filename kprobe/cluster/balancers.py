"""What provides load balancers, as far as its traces in the API tell."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from kprobe.cluster.addresses import declared_internal, family
from kprobe.cluster.nodes import not_ready_reason
from kprobe.model.objects.node import Node
from kprobe.model.objects.pod import Pod
from kprobe.model.objects.service import LoadBalancerIngress, PortStatus, Service, ServicePort

EXCLUDE_LABEL = "node.kubernetes.io/exclude-from-external-load-balancers"
DELETION_TAINT = "ToBeDeletedByClusterAutoscaler"
K3S_NAME, K3S_NAMESPACE = "svccontroller.k3s.cattle.io/svcname", "svccontroller.k3s.cattle.io/svcnamespace"
K3S_NODE = "svccontroller.k3s.cattle.io/enablelb"
AWS_CLASS = "service.k8s.aws/nlb"  # AWS Load Balancer Controller


class Balancer(StrEnum):
    """Implementations that hand packets to a node as they came, so that the node's service proxy answers."""

    METALLB = "MetalLB"
    K3S = "k3s ServiceLB"
    UNKNOWN = "unknown"


class Balancers:
    """Built once from the live pods."""

    def __init__(self, pods: Iterable[Pod]) -> None:
        self._metallb = False
        self._k3s: dict[tuple[str, str], list[Pod]] = {}
        for pod in pods:
            labels = pod.metadata.labels or {}
            if "metallb" in {labels.get("app"), labels.get("app.kubernetes.io/name")}:
                self._metallb = True
            if name := labels.get(K3S_NAME):
                self._k3s.setdefault((labels.get(K3S_NAMESPACE, ""), name), []).append(pod)

    def k3s_pods(self, service: Service) -> tuple[Pod, ...]:
        """The pods that k3s makes for a LoadBalancer Service (svclb, one a node)."""
        return tuple(self._k3s.get((service.metadata.namespace, service.metadata.name), ()))

    def of(self, service: Service) -> Balancer:
        """Who most likely provides the address of `service`."""
        if self.k3s_pods(service):
            return Balancer.K3S
        claimed = service.spec.load_balancer_class
        return Balancer.METALLB if self._metallb and (not claimed or "metallb" in claimed) else Balancer.UNKNOWN


def excluded(node: Node) -> str:
    """Why a load balancer leaves `node` out, "" where it does not (rows LB-4, LB-28).

    As the cloud-provider service controller does; kubeadm puts the label on control-plane nodes.
    """
    if EXCLUDE_LABEL in (node.metadata.labels or {}):
        return f"it bears the label {EXCLUDE_LABEL}"
    if any(t.key == DELETION_TAINT for t in node.spec.taints or ()):
        return "the cluster autoscaler is removing it"
    return f"it is not Ready: {why}" if (why := not_ready_reason(node)) else ""


def published(service: Service, address: str) -> LoadBalancerIngress | None:
    """What the status says about one of its addresses."""
    return next((i for i in service.status.load_balancer.ingress or () if address in {i.ip, i.hostname}), None)


def port_status(item: LoadBalancerIngress | None, port: ServicePort) -> PortStatus | None:
    """What it says about one port there."""
    return next(
        (s for s in (item.ports if item else None) or () if (s.port, s.protocol) == (port.port, port.protocol)), None
    )


def internal(service: Service) -> bool:
    """Whether its load balancer is not for the internet: by annotation (row LB-13), or by default (row LB-12).

    The AWS Load Balancer Controller makes an internal one unless the scheme is internet-facing (since 2.2.0).
    """
    annotations = service.metadata.annotations
    scheme = annotations.aws_scheme if annotations else None
    by_default = service.spec.load_balancer_class == AWS_CLASS and scheme != "internet-facing"
    return by_default or declared_internal(annotations)


def source_ranges(service: Service, one: str) -> tuple[str, ...]:
    """CIDRs of family `one` that limit who gets in by a load balancer; none where everybody does.

    Each family is filtered by its own, and any /0 lifts them all (pkg/proxy/serviceport.go; rows LB-16, LB-17).
    """
    ranges = tuple(r.strip() for r in service.spec.load_balancer_source_ranges or ())
    if any(r.endswith("/0") for r in ranges):
        return ()
    return tuple(r for r in ranges if family(r.partition("/")[0]) == one)
