"""What follows from one Ingress alone."""

from __future__ import annotations

from kprobe.model.objects.ingress import Ingress, IngressTLS
from kprobe.model.objects.meta import ObjectMeta
from kprobe.model.refs import Ref

SOLVER_LABEL = "acme.cert-manager.io/http01-solver"


def ingress_ref(ingress: Ingress) -> Ref:
    """An Ingress's name as a reference."""
    return Ref(kind="Ingress", namespace=ingress.metadata.namespace, name=ingress.metadata.name)


def published_addresses(ingress: Ingress) -> tuple[str, ...]:
    """IPs and host names that a controller has put into its status."""
    return tuple(i.ip or i.hostname for i in ingress.status.load_balancer.ingress or () if i.ip or i.hostname)


def tls_item(ingress: Ingress, host: str) -> IngressTLS | None:
    """The item of spec.tls that is for `host`; one without hosts stands for all of them (IngressTLS.hosts)."""
    for item in ingress.spec.tls or ():
        if not item.hosts or host in item.hosts or f"*.{host.partition('.')[2]}" in item.hosts:
            return item
    return None


def acme_solver(meta: ObjectMeta) -> bool:
    """Whether cert-manager made the object for a challenge; such objects live for minutes and are meant to."""
    labels = meta.labels or {}
    return labels.get(SOLVER_LABEL) == "true" or any(o.kind == "Challenge" for o in meta.owner_references or ())
