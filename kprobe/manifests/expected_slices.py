"""The EndpointSlices that Kubernetes would make (pkg endpointslice: a named targetPort is looked up in each pod)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kprobe.cluster.addresses import family
from kprobe.cluster.cluster import SERVICE_NAME_LABEL
from kprobe.cluster.pods import declared_ports, pod_addresses, ready
from kprobe.manifests.kinds import EndpointAddress, Endpoints, Subset
from kprobe.model.objects.endpoint_slice import Endpoint, EndpointConditions, EndpointPort, EndpointSlice, TargetRef
from kprobe.model.objects.meta import ObjectMeta
from kprobe.model.objects.pod import Pod
from kprobe.model.objects.service import Service, ServicePort


def slices_of(service: Service, pods: Iterable[Pod]) -> Iterator[EndpointSlice]:
    """Of the pods that a Service selects: one for each IP family and set of ports that they have in common."""
    groups: dict[tuple[str, tuple[EndpointPort, ...]], list[Endpoint]] = defaultdict(list)
    for pod in pods:
        ports = tuple(p for port in service.spec.ports or () if (p := _resolved(port, pod)) is not None)
        for address in _addresses(service, pod):
            groups[family(address), ports].append(_endpoint(service, pod, address))
    for number, ((address_type, ports), endpoints) in enumerate(groups.items(), 1):
        yield _slice(service.metadata, f"{number}", address_type, endpoints, ports)


def mirrored(endpoints: Endpoints) -> Iterator[EndpointSlice]:
    """Of hand-made Endpoints: one for each subset and IP family (KEP-2438)."""
    for number, subset in enumerate(endpoints.subsets or (), 1):
        ports = tuple(EndpointPort(name=p.name, port=p.port, protocol=p.protocol) for p in subset.ports or ())
        for address_type in ("IPv4", "IPv6"):
            if found := list(_of_subset(subset, address_type)):
                yield _slice(endpoints.metadata, f"mirror-{number}-{address_type}", address_type, found, ports)


def _addresses(service: Service, pod: Pod) -> Iterator[str]:
    """The first of each family that the Service has; a Service that says nothing has the pods' own first one."""
    held = pod_addresses(pod)
    for one in service.spec.ip_families or (family(held[0]) if held else "",):
        yield from [a for a in held if family(a) == one][:1]


def _resolved(port: ServicePort, pod: Pod) -> EndpointPort | None:
    number = port.port if port.target_port in {None, ""} else port.target_port
    if isinstance(number, str) and number.isdigit():
        number = int(number)
    if isinstance(number, str):
        named = (p.container_port for _, p in declared_ports(pod) if p.name == number and p.protocol == port.protocol)
        number = next(named, 0)
    return EndpointPort(name=port.name, port=number, protocol=port.protocol) if number else None


def _endpoint(service: Service, pod: Pod, address: str) -> Endpoint:
    return Endpoint(
        addresses=(address,),
        conditions=EndpointConditions(
            ready=service.spec.publish_not_ready_addresses or ready(pod), serving=ready(pod), terminating=False
        ),
        node_name=pod.spec.node_name,
        target_ref=TargetRef(kind="Pod", namespace=pod.metadata.namespace, name=pod.metadata.name),
    )


def _of_subset(subset: Subset, address_type: str) -> Iterator[Endpoint]:
    groups: tuple[tuple[bool, tuple[EndpointAddress, ...]], ...] = (
        (True, subset.addresses or ()),
        (False, subset.not_ready_addresses or ()),
    )
    for is_ready, addresses in groups:
        for item in addresses:
            if family(item.ip) == address_type:
                conditions = EndpointConditions(ready=is_ready, serving=is_ready, terminating=False)
                yield Endpoint(addresses=(item.ip,), conditions=conditions, node_name=item.node_name)


def _slice(
    meta: ObjectMeta, suffix: str, address_type: str, endpoints: list[Endpoint], ports: tuple[EndpointPort, ...]
) -> EndpointSlice:
    labels = {SERVICE_NAME_LABEL: meta.name}
    return EndpointSlice(
        metadata=ObjectMeta(name=f"{meta.name}-({suffix})", namespace=meta.namespace, labels=labels),
        address_type=address_type,
        endpoints=tuple(endpoints),
        ports=ports or None,
    )
