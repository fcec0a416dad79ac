"""Ports that no API server takes, whatever the cluster (apis/core/validation)."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from kprobe.manifests.kinds import CronJob, Decoded
from kprobe.manifests.marked import Path
from kprobe.model.objects.pod import Pod, PodSpec
from kprobe.model.objects.service import Service
from kprobe.model.objects.workload import Workload

_JOB = ("spec", "jobTemplate", "spec")


class Refusal(Struct, frozen=True, kw_only=True):
    """The field, and what is wrong with it."""

    path: Path
    reason: str


def refusals(decoded: Decoded) -> Iterator[Refusal]:
    """Numbers that are no ports, and NodePorts that the Service itself rules out; 0 stands for a field left out."""
    if isinstance(decoded, Service):
        yield from _of_service(decoded)
    elif isinstance(decoded, Pod):
        yield from _of_pod(decoded.spec, ("spec",))
    elif isinstance(decoded, Workload):
        yield from _of_pod(decoded.spec.template.spec, ("spec", "template", "spec"))
    elif isinstance(decoded, CronJob):
        yield from _of_pod(decoded.spec.job_template.spec.template.spec, (*_JOB, "template", "spec"))


def _of_service(service: Service) -> Iterator[Refusal]:
    seen: set[tuple[int, str]] = set()
    for index, port in enumerate(service.spec.ports or ()):
        path: Path = ("spec", "ports", index)
        target = port.target_port if isinstance(port.target_port, int) else 0
        for name, number in (("port", port.port), ("targetPort", target), ("nodePort", port.node_port)):
            yield from _number((*path, name), number)
        if port.node_port and service.spec.type == "ClusterIP":
            yield Refusal(path=(*path, "nodePort"), reason="a Service of type ClusterIP has no NodePort")
        if port.node_port and (port.node_port, port.protocol) in seen:
            reason = f"{port.node_port}/{port.protocol} stands twice in one Service"
            yield Refusal(path=(*path, "nodePort"), reason=reason)
        seen.add((port.node_port, port.protocol))


def _of_pod(spec: PodSpec, path: Path) -> Iterator[Refusal]:
    for name, containers in (("containers", spec.containers), ("initContainers", spec.init_containers)):
        for place, container in enumerate(containers or ()):
            for index, port in enumerate(container.ports or ()):
                at: Path = (*path, name, place, "ports", index)
                yield from _number((*at, "containerPort"), port.container_port)
                yield from _number((*at, "hostPort"), port.host_port)
                if spec.host_network and port.host_port not in {0, port.container_port}:
                    reason = "in the host network it must be the containerPort"
                    yield Refusal(path=(*at, "hostPort"), reason=reason)


def _number(path: Path, number: int) -> Iterator[Refusal]:
    if not 0 <= number <= 65535:
        yield Refusal(path=path, reason=f"{number} is no port: from 1 to 65535")
