"""Builders for Services, EndpointSlices, Ingresses and IngressClasses."""

from __future__ import annotations

from collections.abc import Iterable

from kprobe.cluster.pods import declared_ports, pod_addresses, ready
from kprobe.model.objects.endpoint_slice import Endpoint, EndpointConditions, EndpointPort, EndpointSlice, TargetRef
from kprobe.model.objects.ingress import (
    Ingress,
    IngressBackend,
    IngressClass,
    IngressClassSpec,
    IngressHTTP,
    IngressPath,
    IngressRule,
    IngressSpec,
    IngressStatus,
    IngressTLS,
    ServiceBackend,
    ServiceBackendPort,
)
from kprobe.model.objects.meta import Annotations, ObjectMeta
from kprobe.model.objects.pod import (
    Pod,
)
from kprobe.model.objects.service import (
    LoadBalancerIngress,
    LoadBalancerStatus,
    Service,
    ServicePort,
    ServiceSpec,
    ServiceStatus,
)
from tests.kit.pods import LONG_AGO, NAMESPACE


def service_port(
    port: int = 80,
    *,
    target: int | str | None = None,
    node: int = 0,
    name: str = "",
    protocol: str = "TCP",
) -> ServicePort:
    """A Service's port; `node` is its nodePort."""
    return ServicePort(name=name, protocol=protocol, port=port, target_port=target, node_port=node)


def service(
    name: str,
    *ports: ServicePort,
    namespace: str = NAMESPACE,
    type_: str = "NodePort",
    selector: dict[str, str] | None = None,
    cluster_ip: str = "10.96.0.10",
    external_ips: tuple[str, ...] | None = None,
    external_name: str = "",
    load_balancer: tuple[str, ...] = (),
    load_balancer_class: str | None = None,
    policy: str = "Cluster",
    publish_not_ready: bool = False,
    labels: dict[str, str] | None = None,
    created: str = LONG_AGO,
) -> Service:
    """A Service of type NodePort on port 80 and 30080, unless told otherwise; `load_balancer`: its IPs or names."""
    given = ports or (service_port(80, target=8080, node=30080 if type_ in {"NodePort", "LoadBalancer"} else 0),)
    published = tuple(
        LoadBalancerIngress(ip=a) if a[:1].isdigit() or ":" in a else LoadBalancerIngress(hostname=a)
        for a in load_balancer
    )
    return Service(
        metadata=ObjectMeta(name=name, namespace=namespace, labels=labels, creation_timestamp=created or None),
        spec=ServiceSpec(
            type=type_,
            cluster_ip=cluster_ip,
            selector=selector,
            ports=given,
            external_ips=external_ips,
            external_name=external_name,
            external_traffic_policy=policy,
            ip_families=("IPv4",),
            load_balancer_class=load_balancer_class,
            publish_not_ready_addresses=publish_not_ready,
        ),
        status=ServiceStatus(load_balancer=LoadBalancerStatus(ingress=published or None)),
    )


def endpoint(
    address: str,
    *,
    is_ready: bool | None = None,
    serving: bool | None = None,
    terminating: bool | None = None,
    node: str = "",
    pod_name: str = "",
) -> Endpoint:
    """One endpoint of a slice; conditions that are left out are nil."""
    return Endpoint(
        addresses=(address,),
        conditions=EndpointConditions(ready=is_ready, serving=serving, terminating=terminating),
        node_name=node,
        target_ref=TargetRef(kind="Pod", name=pod_name) if pod_name else None,
    )


def endpoint_slice(
    service_name: str,
    *endpoints: Endpoint,
    ports: tuple[EndpointPort, ...] | None = (EndpointPort(name="", port=8080, protocol="TCP"),),
    namespace: str = NAMESPACE,
    address_type: str = "IPv4",
    number: int = 1,
) -> EndpointSlice:
    """A slice that names a Service by label; `ports` None is what an unmatched targetPort leaves."""
    return EndpointSlice(
        metadata=ObjectMeta(
            name=f"{service_name}-{number}",
            namespace=namespace,
            labels={"kubernetes.io/service-name": service_name},
        ),
        address_type=address_type,
        endpoints=endpoints or None,
        ports=ports,
    )


def slices_of(service_: Service, *pods: Pod) -> EndpointSlice:
    """The slice that Kubernetes would make of `pods` for a Service (pkg endpointslice: names are resolved per pod)."""
    ports = tuple(
        EndpointPort(name=p.name, port=number, protocol=p.protocol)
        for p in service_.spec.ports or ()
        if (number := _resolved(p, pods)) is not None
    )
    forced = service_.spec.publish_not_ready_addresses
    return endpoint_slice(
        service_.metadata.name,
        *(
            endpoint(
                pod_addresses(p)[0],
                is_ready=forced or ready(p),
                serving=ready(p),
                terminating=False,
                node=p.spec.node_name,
                pod_name=p.metadata.name,
            )
            for p in pods
            if pod_addresses(p)
        ),
        ports=ports or None,
        namespace=service_.metadata.namespace,
    )


def _resolved(port: ServicePort, pods: Iterable[Pod]) -> int | None:
    target = port.target_port if port.target_port is not None else port.port
    if isinstance(target, int):
        return target
    named = (p for item in pods for _, p in declared_ports(item) if p.name == target and p.protocol == port.protocol)
    return next((p.container_port for p in named), None)


def ingress(
    name: str,
    host: str = "shop.example",
    path: str = "/",
    *,
    to: str = "web",
    port: int | str = 80,
    namespace: str = NAMESPACE,
    class_name: str | None = "nginx",
    legacy_class: str = "",
    path_type: str = "Prefix",
    tls: tuple[IngressTLS, ...] | None = None,
    address: str = "",
    default_backend: bool = False,
    labels: dict[str, str] | None = None,
    created: str = LONG_AGO,
) -> Ingress:
    """An Ingress with one rule, or only a default backend; `port` by number or by name; `address` as published."""
    backend = IngressBackend(
        service=ServiceBackend(
            name=to,
            port=ServiceBackendPort(name=port) if isinstance(port, str) else ServiceBackendPort(number=port),
        )
    )
    paths = (IngressPath(path=path, path_type=path_type, backend=backend),)
    return Ingress(
        metadata=ObjectMeta(
            name=name,
            namespace=namespace,
            labels=labels,
            annotations=Annotations(ingress_class=legacy_class) if legacy_class else None,
            creation_timestamp=created or None,
        ),
        spec=IngressSpec(
            ingress_class_name=class_name,
            default_backend=backend if default_backend else None,
            rules=None if default_backend else (IngressRule(host=host, http=IngressHTTP(paths=paths)),),
            tls=tls,
        ),
        status=IngressStatus(
            load_balancer=LoadBalancerStatus(ingress=(LoadBalancerIngress(ip=address),) if address else None)
        ),
    )


def ingress_class(
    name: str = "nginx", controller: str = "k8s.io/ingress-nginx", *, default: bool = False
) -> IngressClass:
    """An IngressClass, of ingress-nginx unless told otherwise."""
    annotations = Annotations(default_class="true") if default else None
    return IngressClass(
        metadata=ObjectMeta(name=name, annotations=annotations), spec=IngressClassSpec(controller=controller)
    )
