"""A LoadBalancer: the Service's type, where something in the cluster gives out addresses."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.service_ports import service_ref
from kprobe.lookup.advisor import Advisor
from kprobe.lookup.backend import Backend
from kprobe.lookup.commands import apply, patch
from kprobe.lookup.service_manifest import new_service, why_no_service
from kprobe.model.objects.service import Service
from kprobe.model.why import Advice

# The last parts of image names of what implements load balancers in a cluster.
_IMAGES = {
    "metallb/controller": "MetalLB",
    "klipper-lb": "K3s' ServiceLB",
    "kube-vip/kube-vip": "kube-vip",
    "kube-vip/kube-vip-cloud-provider": "kube-vip",
    "purelb/allocator": "PureLB",
    "openelb/openelb-controller": "OpenELB",
    "cloud-controller-manager": "a cloud controller manager",
}


def advise(cluster: Cluster, backend: Backend) -> Advice:
    """Proven by a Service that was given an address; likely where a controller that is known by name runs."""
    if backend.service is not None:
        how: tuple[str, ...] = (patch(service_ref(backend.service), {"spec": {"type": "LoadBalancer"}}),)
    else:
        made = new_service(cluster, backend, "LoadBalancer")
        if made is None:
            return Advice(kind=ADVISOR.slug, possible=None, reason=why_no_service(cluster, backend))
        how = apply(made)
    served, waiting = _examples(cluster)
    if served is not None:
        address = next((i.ip or i.hostname for i in served.status.load_balancer.ingress or ()), "")
        reason = f"something gives out addresses here: {service_ref(served)} has {address}"
        return Advice(kind=ADVISOR.slug, possible=True, reason=reason, how=how)
    if title := _controller(cluster):
        return Advice(kind=ADVISOR.slug, possible=True, reason=f"{title} runs here", how=how)
    reason = "nothing proves that a load balancer controller exists here"
    if waiting is not None:
        reason += f": {service_ref(waiting)} waits for an address, too"
    return Advice(kind=ADVISOR.slug, possible=None, reason=reason, how=how)


def _examples(cluster: Cluster) -> tuple[Service | None, Service | None]:
    """A Service of no particular class that has an address, and one that waits for its own."""
    balanced = [
        s for s in cluster.snapshot.services if s.spec.type == "LoadBalancer" and not s.spec.load_balancer_class
    ]
    served = next((s for s in balanced if s.status.load_balancer.ingress), None)
    return served, next((s for s in balanced if not s.status.load_balancer.ingress), None)


def _controller(cluster: Cluster) -> str:
    for pod in cluster.live_pods:
        for container in pod.spec.containers or ():
            name = "/" + container.image.partition("@")[0]
            name = name[: name.rfind(":")] if name.rfind(":") > name.rfind("/") else name
            for image, title in _IMAGES.items():
                if name.endswith((f"/{image}", f"-{image}")):
                    return title
    return ""


ADVISOR = Advisor(slug="load-balancer", rank=20, advise=advise)
