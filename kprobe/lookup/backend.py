"""What is to be exposed: a Service if there is one, and the workload behind it."""

from __future__ import annotations

from msgspec import Struct

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.service_ports import ports_of
from kprobe.cluster.workloads import workload_of
from kprobe.lookup.objects import pods_of, services_of
from kprobe.model.objects.pod import Container, ContainerPort, PodSpec
from kprobe.model.objects.service import Service, ServicePort
from kprobe.model.refs import Ref

EXPOSABLE = frozenset(
    {"Service", "Pod", "Deployment", "DaemonSet", "StatefulSet", "ReplicaSet", "ReplicationController"}
)

API_SERVER = "default/kubernetes"
"""The Service that the API server makes for itself."""


class Backend(Struct, frozen=True, kw_only=True):
    """`service` is one that service proxies forward for, or None; `container` and `port` the first that is declared.

    `pod_spec` is that of the workload's template, or of a pod of it; None where neither was read.
    """

    subject: Ref
    service: Service | None
    workload: Ref | None
    pod_spec: PodSpec | None
    container: Container | None
    port: ContainerPort | None

    @property
    def namespace(self) -> str:
        """Where all of it is."""
        return self.subject.namespace

    @property
    def service_port(self) -> ServicePort | None:
        """The first TCP port of the Service, or its first."""
        ports = tuple(ports_of(self.service)) if self.service else ()
        return next((p for p in ports if p.protocol == "TCP"), ports[0] if ports else None)


def backend_of(cluster: Cluster, subject: Ref) -> Backend | None:
    """What of `subject` could be exposed; None for what cannot be (a node, an Ingress), or nobody should (the API)."""
    if subject.kind not in EXPOSABLE or (subject.kind == "Service" and subject.path == API_SERVER):
        return None
    pods = pods_of(cluster, subject)
    services = (
        tuple(s for s in (cluster.services.get((subject.namespace, subject.name)),) if s)
        if subject.kind == "Service"
        else services_of(cluster, subject)
    )
    service = next((s for s in services if forwards(s)), None)
    workloads = {workload_of(p) for p in pods} or ({subject} if subject in cluster.workloads else set())
    workload = next(iter(workloads)) if len(workloads) == 1 else None
    template = cluster.workloads.get(workload) if workload else None
    spec = template.spec.template.spec if template else (pods[0].spec if pods else None)
    container, port = _first_port(spec)
    return Backend(subject=subject, service=service, workload=workload, pod_spec=spec, container=container, port=port)


def forwards(service: Service) -> bool:
    """Whether service proxies forward for it: it has ports and an address of its own, and can select somebody."""
    return bool(service.spec.ports) and service.spec.cluster_ip != "None" and service.spec.type != "ExternalName"


def _first_port(spec: PodSpec | None) -> tuple[Container | None, ContainerPort | None]:
    for container in (spec.containers or ()) if spec else ():
        for port in container.ports or ():
            if port.container_port:
                return container, port
    return next(iter(spec.containers or ()), None) if spec else None, None
