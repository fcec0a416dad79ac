"""The cluster as the later stages ask about it: a snapshot, with every index built once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from msgspec.structs import replace

from kprobe.cluster.addresses import family
from kprobe.cluster.balancers import Balancers
from kprobe.cluster.claims import Claim, ClaimIndex, ClaimKind
from kprobe.cluster.components import API_SERVER, Component, component_name, component_of
from kprobe.cluster.each_once import each_once
from kprobe.cluster.endpoints import Endpoints, EndpointState, endpoints_of
from kprobe.cluster.ingress_class import Asked, ClassResolution, asked_for, resolve
from kprobe.cluster.ingress_rules import RuleIndex
from kprobe.cluster.known_controllers import controller_pods
from kprobe.cluster.nodes import data_plane_of, node_addresses, node_port_addresses
from kprobe.cluster.pods import finished, leaving, pod_addresses
from kprobe.cluster.pods_by_name import PodsByName
from kprobe.cluster.selectors import PodIndex
from kprobe.cluster.service_ports import service_ref
from kprobe.cluster.workloads import TemplateIndex, workloads_of
from kprobe.model.objects.endpoint_slice import EndpointSlice
from kprobe.model.objects.event import Event
from kprobe.model.objects.ingress import Ingress, IngressClass
from kprobe.model.objects.node import Node
from kprobe.model.objects.pod import Pod
from kprobe.model.objects.service import Service, ServicePort
from kprobe.model.objects.workload import Workload
from kprobe.model.refs import Ref
from kprobe.model.snapshot import DataPlane, NodePortRange, Resource, Snapshot

SERVICE_NAME_LABEL = "kubernetes.io/service-name"


class Cluster:
    """Read-only; the answers are computed when first asked for and kept. Nothing scans all pods for each Service."""

    def __init__(self, snapshot: Snapshot, *, node_port_range: NodePortRange | None = None) -> None:
        self.snapshot = each_once(snapshot)
        self.node_port_range = node_port_range or snapshot.node_port_range
        self._endpoints: dict[tuple[str, str, str, int, str, tuple[str, ...]], Endpoints] = {}
        self._selected: dict[tuple[str, str], tuple[Pod, ...]] = {}
        self._classes: dict[Asked, ClassResolution] = {}
        self._known: dict[tuple[Resource, str], bool] = {}

    def knows(self, resource: Resource, namespace: str = "") -> bool:
        """Whether absence of a `resource` in `namespace` ("" = anywhere) proves that it does not exist."""
        asked = resource, namespace
        if asked not in self._known:
            self._known[asked] = self.snapshot.knows(resource, namespace)
        return self._known[asked]

    # -- nodes

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Nodes by name."""
        return {n.metadata.name: n for n in self.snapshot.nodes}

    @cached_property
    def data_planes(self) -> dict[str, DataPlane]:
        """What implements Services, by node."""
        return {name: data_plane_of(node, self.snapshot.service_proxy) for name, node in self.nodes.items()}

    def data_plane(self, node: str) -> DataPlane:
        """What implements Services on `node`."""
        return self.data_planes.get(node, DataPlane.UNKNOWN)

    @cached_property
    def served_addresses(self) -> dict[str, tuple[str, ...]]:
        """By node, its addresses on which NodePorts are served."""
        proxy = self.snapshot.service_proxy
        return {name: node_port_addresses(node, proxy, self.data_plane(name)) for name, node in self.nodes.items()}

    @cached_property
    def all_addresses(self) -> dict[str, tuple[str, ...]]:
        """By node, all its IP addresses."""
        return {name: node_addresses(node) for name, node in self.nodes.items()}

    @cached_property
    def node_by_address(self) -> dict[str, str]:
        """The node that owns an address."""
        return {a.address: name for name, node in self.nodes.items() for a in node.status.addresses or ()}

    # -- pods

    @cached_property
    def live_pods(self) -> tuple[Pod, ...]:
        """Pods that are neither finished nor being deleted."""
        return tuple(p for p in self.snapshot.pods if not finished(p) and not leaving(p))

    @cached_property
    def pod_index(self) -> PodIndex:
        """Live pods by label."""
        return PodIndex(self.live_pods)

    @cached_property
    def pods(self) -> PodsByName:
        """Every pod that was read, by name."""
        return PodsByName(self.snapshot.pods)

    @cached_property
    def workloads(self) -> dict[Ref, Workload]:
        """Deployments, StatefulSets and DaemonSets by name, with or without pods."""
        kinds = (
            ("Deployment", self.snapshot.deployments),
            ("StatefulSet", self.snapshot.stateful_sets),
            ("DaemonSet", self.snapshot.daemon_sets),
        )
        return {
            Ref(kind=kind, namespace=w.metadata.namespace, name=w.metadata.name): w
            for kind, items in kinds
            for w in items
        }

    @cached_property
    def templates(self) -> TemplateIndex:
        """Those by the labels that their pods would have."""
        return TemplateIndex(self.workloads)

    @cached_property
    def component_pods(self) -> dict[str, dict[str, Pod]]:
        """By node, the pods of its own components (kube-proxy, kube-apiserver …) by the component's name."""
        by_node: dict[str, dict[str, Pod]] = defaultdict(dict)
        for pod in self.live_pods:
            if name := component_name(pod):
                by_node[pod.spec.node_name][name] = pod
        return by_node

    def component_at(self, node: str, port: int, protocol: str) -> Component | None:
        """The component that listens on a port of `node`; None where there is none, or none is known."""
        if protocol == "TCP" and any((a, port) in self.api_servers for a in self.all_addresses.get(node, ())):
            return replace(API_SERVER, port=port)
        return component_of(port, protocol, self.nodes.get(node), frozenset(self.component_pods.get(node, ())))

    @cached_property
    def api_servers(self) -> frozenset[tuple[str, int]]:
        """Addresses and ports of API servers, as they publish themselves (Service default/kubernetes)."""
        return frozenset(
            (address, port.port)
            for item in self._slices.get(("default", "kubernetes"), ())
            for port in item.ports or ()
            for endpoint in item.endpoints or ()
            for address in endpoint.addresses or ()
            if port.port
        )

    @cached_property
    def claims(self) -> ClaimIndex:
        """Who claims which host port and NodePort."""
        return ClaimIndex(self.live_pods, self.snapshot.services)

    def maps(self, claim: Claim, address: str) -> bool:
        """Whether a pod's claim can be mapped for the address's IP family; a process of the host network maps nothing.

        portmap takes each hostPort for the families that the pod has, and that its hostIP is of; it never translates
        between families (plugins/meta/portmap; rows HP-11, HP-12). A pod without a known address may have either.
        """
        if claim.kind is not ClaimKind.HOST_PORT:
            return True
        families = {family(a) for a in pod_addresses(self.pods[claim.holder])}
        wanted = family(address)
        return claim.family in {"", wanted} and (not families or wanted in families)

    # -- Services

    @cached_property
    def balancers(self) -> Balancers:
        """What provides load balancers."""
        return Balancers(self.live_pods)

    @cached_property
    def services(self) -> dict[tuple[str, str], Service]:
        """Services by namespace and name."""
        return {(s.metadata.namespace, s.metadata.name): s for s in self.snapshot.services}

    @cached_property
    def _slices(self) -> dict[tuple[str, str], list[EndpointSlice]]:
        by_service: dict[tuple[str, str], list[EndpointSlice]] = defaultdict(list)
        for item in self.snapshot.endpoint_slices:
            name = (item.metadata.labels or {}).get(SERVICE_NAME_LABEL, "")
            by_service[item.metadata.namespace, name].append(item)
        return by_service

    def pods_of(self, service: Service) -> tuple[Pod, ...] | None:
        """Live pods that a Service selects; None where pods of its namespace could not be read."""
        meta = service.metadata
        if not self.knows(Resource.PODS, meta.namespace):
            return None
        key = (meta.namespace, meta.name)
        if key not in self._selected:
            self._selected[key] = self.pod_index.matching(meta.namespace, service.spec.selector)
        return self._selected[key]

    def endpoints_of(self, service: Service, port: ServicePort, families: tuple[str, ...] = ()) -> Endpoints:
        """Who stands behind a Service's port; state UNKNOWN where EndpointSlices could not be read.

        Without `families` those of the Service: service proxies pass over slices of others (row DS-7).
        """
        meta = service.metadata
        families = families or tuple(service.spec.ip_families or ())
        if not self.knows(Resource.ENDPOINT_SLICES, meta.namespace):
            return Endpoints(state=EndpointState.UNKNOWN, reason="EndpointSlices could not be read")
        key = (meta.namespace, meta.name, port.name, port.port, port.protocol, families)
        if key not in self._endpoints:
            slices = self._slices.get((meta.namespace, meta.name), [])
            makers = self.templates.matching(meta.namespace, service.spec.selector)
            self._endpoints[key] = endpoints_of(service, port, slices, self.pods_of(service), families, makers=makers)
        return self._endpoints[key]

    def workload_behind(self, service: Service) -> Ref | None:
        """The workload that a Service selects, be it without pods; None for none, several, or not known."""
        pods = self.pods_of(service)
        owners = workloads_of(pods or ())
        if pods == ():
            owners = set(self.templates.matching(service.metadata.namespace, service.spec.selector))
        return next(iter(owners)) if len(owners) == 1 else None

    def services_selecting(self, pods: Iterable[Pod]) -> tuple[Service, ...]:
        """Services with an address of their own that select one of `pods`."""
        wanted = {(p.metadata.namespace, p.metadata.name) for p in pods}
        namespaces = {namespace for namespace, _ in wanted}
        return tuple(
            service
            for service in self.snapshot.services
            if service.metadata.namespace in namespaces
            and any((p.metadata.namespace, p.metadata.name) in wanted for p in self.pods_of(service) or ())
        )

    @cached_property
    def _publishers(self) -> dict[str, list[Ref]]:
        by_address: dict[str, list[Ref]] = defaultdict(list)
        for service in self.snapshot.services:
            for item in service.status.load_balancer.ingress or ():
                by_address[item.ip or item.hostname].append(service_ref(service))
        return by_address

    def publishers(self, address: str) -> tuple[Ref, ...]:
        """Services whose load balancer has `address` (an IP or a name)."""
        return tuple(self._publishers.get(address, ()))

    # -- Ingresses

    @cached_property
    def ingresses(self) -> dict[tuple[str, str], Ingress]:
        """Ingresses by namespace and name."""
        return {(i.metadata.namespace, i.metadata.name): i for i in self.snapshot.ingresses}

    @cached_property
    def ingress_classes(self) -> dict[str, IngressClass]:
        """IngressClasses by name."""
        return {c.metadata.name: c for c in self.snapshot.ingress_classes}

    @cached_property
    def controller_pods(self) -> dict[str, tuple[Pod, ...]]:
        """Pods of known ingress controllers, by the controller's slug."""
        return controller_pods(self.live_pods)

    def class_of(self, ingress: Ingress) -> ClassResolution:
        """Which controller an Ingress asks for, and whether it runs."""
        asked = asked_for(ingress)
        if asked not in self._classes:
            self._classes[asked] = resolve(
                asked,
                self.ingress_classes if self.knows(Resource.INGRESS_CLASSES) else None,
                self.controller_pods,
                complete=self.knows(Resource.PODS),
            )
        return self._classes[asked]

    @cached_property
    def ingress_rules(self) -> RuleIndex:
        """Every rule of every Ingress that somebody serves."""
        return RuleIndex(self.snapshot.ingresses, self.class_of)

    # -- events

    @cached_property
    def _events(self) -> dict[Ref, list[Event]]:
        by_object: dict[Ref, list[Event]] = defaultdict(list)
        for event in self.snapshot.events:
            about = event.involved_object
            by_object[Ref(kind=about.kind, namespace=about.namespace, name=about.name)].append(event)
        return by_object

    def events_about(self, ref: Ref, reason: str, uid: str = "") -> tuple[Event, ...]:
        """Events of one reason about one object: by kind, namespace and name, and by uid where both tell one.

        A StatefulSet's pod, or a Service that was made anew, has its predecessor's name, whose events last an hour.
        """
        return tuple(
            e
            for e in self._events.get(ref, ())
            if e.reason == reason and (not uid or e.involved_object.uid in {"", uid})
        )
