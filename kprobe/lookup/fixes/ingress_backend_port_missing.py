"""A backend's port that its Service does not have: the only one that it has."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.service_ports import USE_ANNOTATION, backend_port_of
from kprobe.lookup.commands import json_patch
from kprobe.lookup.fixer import Fixer
from kprobe.lookup.ingress_paths import backends
from kprobe.model.finding import Finding
from kprobe.model.objects.ingress import ServiceBackend
from kprobe.model.objects.service import Service


def fix(cluster: Cluster, finding: Finding) -> tuple[str, ...]:
    """By number; a Service of several ports does not tell which one is meant, unless one has this targetPort."""
    ref = finding.subject
    ingress = cluster.ingresses.get((ref.namespace, ref.name))
    operations: list[dict[str, object]] = []
    for pointer, backend in backends(ingress) if ingress else ():
        service = cluster.services.get((ref.namespace, backend.name))
        if service is None or backend.port.name == USE_ANNOTATION or backend_port_of(service, backend.port):
            continue
        meant = _meant(service, backend)
        if meant is None:
            return ()
        operations += [
            {"op": "test", "path": f"{pointer}/name", "value": backend.name},
            {"op": "replace", "path": f"{pointer}/port", "value": {"number": meant}},
        ]
    return (json_patch(ref, *operations),) if operations else ()


def _meant(service: Service, backend: ServiceBackend) -> int | None:
    ports = service.spec.ports or ()
    wanted = backend.port.name or backend.port.number
    fitting = [p.port for p in ports if p.target_port == wanted] or [p.port for p in ports]
    return fitting[0] if len(fitting) == 1 else None


FIXER = Fixer(slug="ingress-backend-port-missing", code="KP502", fix=fix)
