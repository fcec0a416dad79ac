"""core/v1 Service."""

from __future__ import annotations

from msgspec import Struct, field

from kprobe.model.objects.meta import Condition, ObjectMeta


class ServicePort(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """core/v1 ServicePort; `target_port` is a number, a container port's name, or None (then it equals `port`)."""

    name: str = ""
    protocol: str = "TCP"
    app_protocol: str | None = None
    port: int = 0
    target_port: int | str | None = None
    node_port: int = 0


class ServiceSpec(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """core/v1 ServiceSpec."""

    type: str = "ClusterIP"
    cluster_ip: str = field(default="", name="clusterIP")
    selector: dict[str, str] | None = None
    ports: tuple[ServicePort, ...] | None = None
    external_ips: tuple[str, ...] | None = field(default=None, name="externalIPs")
    external_name: str = ""
    external_traffic_policy: str = "Cluster"
    health_check_node_port: int = 0
    ip_families: tuple[str, ...] | None = None
    load_balancer_class: str | None = None
    load_balancer_source_ranges: tuple[str, ...] | None = None
    allocate_load_balancer_node_ports: bool | None = None
    publish_not_ready_addresses: bool = False
    session_affinity: str = "None"


class PortStatus(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """core/v1 PortStatus: a load balancer's port; `error` is why it does not serve it, in its controller's words."""

    port: int = 0
    protocol: str = "TCP"
    error: str | None = None


class LoadBalancerIngress(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """One address of a load balancer: an IP, a host name, or both.

    `ip_mode` VIP: packets arrive with this destination and service proxies serve it; Proxy: they arrive with another
    (KEP-1860). The API server sets VIP where a controller says nothing, so that it proves little.
    """

    ip: str = ""
    hostname: str = ""
    ip_mode: str | None = None
    ports: tuple[PortStatus, ...] | None = None


class LoadBalancerStatus(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """Where a load balancer can be reached."""

    ingress: tuple[LoadBalancerIngress, ...] | None = None


class ServiceStatus(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """core/v1 ServiceStatus."""

    load_balancer: LoadBalancerStatus = LoadBalancerStatus()
    conditions: tuple[Condition, ...] | None = None


class Service(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """core/v1 Service."""

    metadata: ObjectMeta = ObjectMeta()
    spec: ServiceSpec = ServiceSpec()
    status: ServiceStatus = ServiceStatus()
