"""Services."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from kprobe.demo.objects.meta import Json, metadata


class Wanted(Struct, frozen=True, kw_only=True):
    """What a person writes of a Service; the API server and the load balancer add the rest.

    `selector` None is `app: <name>`. `external` are its externalIPs, `published` the load balancer's addresses.
    """

    namespace: str
    name: str
    type: str = "NodePort"
    port: int = 80
    port_name: str = "http"
    target: int | str = "http"
    node_port: int = 0
    selector: Mapping[str, str] | None = None
    local: bool = False
    external: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    load_balancer_class: str = ""


def service(wanted: Wanted, cluster_ip: str, *, days: float = 12.0) -> Json:
    """The Service with its defaults."""
    port: Json = {
        "name": wanted.port_name,
        "port": wanted.port,
        "protocol": "TCP",
        "targetPort": wanted.target,
    }
    if wanted.node_port:
        port["nodePort"] = wanted.node_port
    spec: Json = {
        "clusterIP": cluster_ip,
        "clusterIPs": [cluster_ip],
        "internalTrafficPolicy": "Cluster",
        "ipFamilies": ["IPv4"],
        "ipFamilyPolicy": "SingleStack",
        "ports": [port],
        "selector": dict(wanted.selector if wanted.selector is not None else {"app": wanted.name}),
        "sessionAffinity": "None",
        "type": wanted.type,
    }
    if wanted.type != "ClusterIP" or wanted.external:
        spec["externalTrafficPolicy"] = "Local" if wanted.local else "Cluster"
    if wanted.external:
        spec["externalIPs"] = list(wanted.external)
    if wanted.type == "LoadBalancer":
        spec["allocateLoadBalancerNodePorts"] = wanted.node_port != 0
        if wanted.load_balancer_class:
            spec["loadBalancerClass"] = wanted.load_balancer_class
    published = [{"ip": address, "ipMode": "VIP"} for address in wanted.published]
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata("Service", wanted.namespace, wanted.name, {"app": wanted.name}, days=days),
        "spec": spec,
        "status": {"loadBalancer": {"ingress": published} if published else {}},
    }
