"""Which of its pods' ports a Service most likely means."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.pods import declared_ports
from kprobe.lookup.commands import patch
from kprobe.model.objects.pod import ContainerPort
from kprobe.model.objects.service import Service, ServicePort
from kprobe.model.refs import Ref

_ALIKE = 0.6


def set_target(cluster: Cluster, ref: Ref, wrong: tuple[ServicePort, ...]) -> tuple[str, ...]:
    """One command that gives each wrong port the target that all pods offer, if there is one that must be meant."""
    service = cluster.services.get((ref.namespace, ref.name))
    if service is None:
        return ()
    numbers = [p.port for p in service.spec.ports or ()]
    changes: list[dict[str, Any]] = []
    for port in wrong:
        target = _meant(cluster, service, port)
        # A Service's ports are merged by number: where two protocols share one, the patch would hit either.
        if target is None or numbers.count(port.port) > 1:
            return ()
        changes.append({"port": port.port, "targetPort": target})
    return (patch(ref, {"spec": {"ports": changes}}),) if changes else ()


def _meant(cluster: Cluster, service: Service, port: ServicePort) -> int | str | None:
    offers = [
        {p for _, p in declared_ports(pod) if p.protocol == port.protocol} for pod in cluster.pods_of(service) or ()
    ]
    common = set.intersection(*offers) if offers else set()
    if len(common) == 1:
        return _name(next(iter(common)))
    if not isinstance(port.target_port, str):
        return None
    wanted = port.target_port
    scored = sorted(((SequenceMatcher(None, wanted, p.name).ratio(), p) for p in common if p.name), key=lambda s: -s[0])
    if not scored or scored[0][0] < _ALIKE or (len(scored) > 1 and scored[1][0] == scored[0][0]):
        return None
    return _name(scored[0][1])


def _name(port: ContainerPort) -> int | str:
    return port.name or port.container_port
