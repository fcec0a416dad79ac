"""The Services that Ingresses send to."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.ingresses import acme_solver
from kprobe.cluster.service_ports import USE_ANNOTATION
from kprobe.model.objects.ingress import Ingress, IngressBackend, ServiceBackendPort
from kprobe.model.refs import Ref


class Backend(Struct, frozen=True, kw_only=True):
    """One backend Service of an Ingress; `where` is the rule in words."""

    where: str
    service: Ref
    port: ServiceBackendPort


def judged_ingresses(cluster: Cluster) -> Iterator[Ingress]:
    """Ingresses, without those that cert-manager makes for a challenge."""
    return (i for i in cluster.snapshot.ingresses if not acme_solver(i.metadata))


def backends(ingress: Ingress) -> Iterator[Backend]:
    """Every backend that is a Service; other resources, and what an annotation defines, are not judged."""
    for where, backend in _all(ingress):
        if backend.service is None or backend.service.port.name == USE_ANNOTATION:
            continue
        ref = Ref(kind="Service", namespace=ingress.metadata.namespace, name=backend.service.name)
        yield Backend(where=where, service=ref, port=backend.service.port)


def _all(ingress: Ingress) -> Iterator[tuple[str, IngressBackend]]:
    if ingress.spec.default_backend is not None:
        yield "default backend", ingress.spec.default_backend
    for rule in ingress.spec.rules or ():
        for path in (rule.http.paths or ()) if rule.http else ():
            yield f"{rule.host or '*'}{path.path or '/'}", path.backend
