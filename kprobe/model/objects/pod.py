"""core/v1 Pod."""

from __future__ import annotations

from msgspec import Struct, field

from kprobe.model.objects.meta import Condition, ObjectMeta


class ContainerPort(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """core/v1 ContainerPort; `host_ip` "" means every address of the node."""

    name: str = ""
    container_port: int = 0
    host_port: int = 0
    host_ip: str = field(default="", name="hostIP")
    protocol: str = "TCP"


class ProbeAction(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """Where an HTTP or TCP probe knocks: `host` "" is the pod's own address; `port` is a number or a port's name."""

    host: str = ""
    port: int | str = 0


class Probe(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """core/v1 Probe, as far as it tells which address a container means to listen on."""

    http_get: ProbeAction | None = None
    tcp_socket: ProbeAction | None = None


class Container(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """core/v1 Container; never its environment, command, arguments, or what its probes send."""

    name: str = ""
    image: str = ""
    restart_policy: str | None = None
    ports: tuple[ContainerPort, ...] | None = None
    liveness_probe: Probe | None = None
    readiness_probe: Probe | None = None
    startup_probe: Probe | None = None


class PodReadinessGate(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """core/v1 PodReadinessGate."""

    condition_type: str = ""


class PodSpec(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """core/v1 PodSpec."""

    node_name: str = ""
    host_network: bool = False
    dns_policy: str = ""
    node_selector: dict[str, str] | None = None
    containers: tuple[Container, ...] | None = None
    init_containers: tuple[Container, ...] | None = None
    readiness_gates: tuple[PodReadinessGate, ...] | None = None


class StateDetail(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """Why a container waits or has ended."""

    reason: str = ""
    message: str = ""
    exit_code: int | None = None


class ContainerState(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """core/v1 ContainerState; running containers have neither field."""

    waiting: StateDetail | None = None
    terminated: StateDetail | None = None


class ContainerStatus(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """core/v1 ContainerStatus."""

    name: str = ""
    ready: bool = False
    started: bool | None = None
    restart_count: int = 0
    state: ContainerState | None = None
    last_state: ContainerState | None = None


class PodIP(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """One of a pod's addresses."""

    ip: str = ""


class PodStatus(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """core/v1 PodStatus."""

    phase: str = ""
    reason: str = ""
    message: str = ""
    host_ip: str = field(default="", name="hostIP")
    pod_ip: str = field(default="", name="podIP")
    pod_ips: tuple[PodIP, ...] | None = field(default=None, name="podIPs")
    host_ips: tuple[PodIP, ...] | None = field(default=None, name="hostIPs")
    conditions: tuple[Condition, ...] | None = None
    container_statuses: tuple[ContainerStatus, ...] | None = None
    init_container_statuses: tuple[ContainerStatus, ...] | None = None


class Pod(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """core/v1 Pod."""

    metadata: ObjectMeta = ObjectMeta()
    spec: PodSpec = PodSpec()
    status: PodStatus = PodStatus()
