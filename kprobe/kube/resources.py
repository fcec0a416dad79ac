"""The one table of what is read: it drives the lists, the gaps and the ClusterRole that kprobe needs."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from msgspec import Struct

from kprobe.model.objects.endpoint_slice import EndpointSlice
from kprobe.model.objects.event import Event
from kprobe.model.objects.ingress import Ingress, IngressClass
from kprobe.model.objects.node import Node
from kprobe.model.objects.pod import Pod
from kprobe.model.objects.service import Service
from kprobe.model.objects.workload import Workload
from kprobe.model.snapshot import Resource


class Kind(Struct, frozen=True, kw_only=True):
    """One kind of object and how it is listed.

    `type` is what its JSON is decoded to, `field` the snapshot's field it fills. `selector` is a field selector for
    the list; `reasons` are the events that are kept (empty: keep everything). `effect` is what its absence makes
    unsafe to conclude; `advisory`: it only explains, so that a report without it is complete.
    """

    resource: Resource
    group: str
    version: str
    kind: str
    type: type[Any]
    field: str
    effect: str
    namespaced: bool = True
    verbs: tuple[str, ...] = ("list",)
    selector: str = ""
    reasons: frozenset[str] = frozenset()
    advisory: bool = False

    @property
    def api_version(self) -> str:
        """As objects spell it: `v1`, `networking.k8s.io/v1`."""
        return f"{self.group}/{self.version}" if self.group else self.version

    def path(self, namespace: str = "") -> str:
        """Where the list is; `namespace` "" for the whole cluster."""
        root = f"/apis/{self.group}/{self.version}" if self.group else f"/api/{self.version}"
        return (
            f"{root}/namespaces/{quote(namespace, safe='')}/{self.resource}" if namespace else f"{root}/{self.resource}"
        )


# What proves a fact about a port or a load balancer; every one is of type Warning.
EVENT_REASONS = frozenset(
    {
        "FailedScheduling",  # no node has the host port free
        "NodePorts",  # the kubelet refused a pod for its host port
        "PortOutOfRange",  # a NodePort outside --service-node-port-range
        "PortAlreadyAllocated",  # two Services hold one NodePort
        "FailedToStartServiceHealthcheck",  # a healthCheckNodePort is taken on a node
        "SyncLoadBalancerFailed",  # the cloud's controller failed
        "UnAvailableLoadBalancer",  # no node is eligible
        "AllocationFailed",  # MetalLB: no address to give
        "FailedBuildModel",  # AWS load balancer controller
        "FailedCreate",  # a StatefulSet's or DaemonSet's pods cannot be made
    }
)
# One list, not one per reason: the server reads every event for each. Field selectors know "and", not "or", so the
# loudest reasons that prove nothing here are taken out by the server and the rest is sorted out on arrival.
_EVENT_SELECTOR = "type=Warning,reason!=BackOff,reason!=Unhealthy,reason!=FailedMount,reason!=Failed"

KINDS = (
    Kind(
        resource=Resource.PODS,
        group="",
        version="v1",
        kind="Pod",
        type=Pod,
        field="pods",
        effect="host ports, host network, the pods behind Services and collisions between them cannot be judged",
    ),
    Kind(
        resource=Resource.ENDPOINT_SLICES,
        group="discovery.k8s.io",
        version="v1",
        kind="EndpointSlice",
        type=EndpointSlice,
        field="endpoint_slices",
        effect="whether anything stands behind a Service cannot be judged",
    ),
    Kind(
        resource=Resource.SERVICES,
        group="",
        version="v1",
        kind="Service",
        type=Service,
        field="services",
        effect="NodePorts, load balancers, external IPs and the Services behind Ingresses cannot be listed or judged",
    ),
    Kind(
        resource=Resource.EVENTS,
        group="",
        version="v1",
        kind="Event",
        type=Event,
        field="events",
        effect="what the scheduler, the API server and load balancer controllers said about failures is not known",
        selector=_EVENT_SELECTOR,
        reasons=EVENT_REASONS,
    ),
    Kind(
        resource=Resource.INGRESSES,
        group="networking.k8s.io",
        version="v1",
        kind="Ingress",
        type=Ingress,
        field="ingresses",
        effect="Ingresses cannot be listed or judged",
    ),
    Kind(
        resource=Resource.NODES,
        group="",
        version="v1",
        kind="Node",
        type=Node,
        field="nodes",
        effect="the addresses of NodePorts and host ports, and whether their nodes are ready, are not known",
        namespaced=False,
    ),
    Kind(
        resource=Resource.INGRESS_CLASSES,
        group="networking.k8s.io",
        version="v1",
        kind="IngressClass",
        type=IngressClass,
        field="ingress_classes",
        effect="which controller serves an Ingress cannot be judged",
        namespaced=False,
    ),
    *(
        Kind(
            resource=resource,
            group="apps",
            version="v1",
            kind=kind,
            type=Workload,
            field=field,
            effect="workloads without pods, such as those scaled to zero, cannot be named",
            advisory=True,
        )
        for resource, kind, field in (
            (Resource.DEPLOYMENTS, "Deployment", "deployments"),
            (Resource.STATEFUL_SETS, "StatefulSet", "stateful_sets"),
            (Resource.DAEMON_SETS, "DaemonSet", "daemon_sets"),
        )
    ),
)

# Single reads that prove facts about the cluster itself (kprobe.kube.facts); all ConfigMaps are in kube-system.
SYSTEM_NAMESPACE = "kube-system"
VERSION_PATH = "/version"
FLAGZ_PATH = "/flagz"
API_SERVER_PODS = {"labelSelector": "component=kube-apiserver"}
FELIX_PATH = "/apis/crd.projectcalico.org/v1/felixconfigurations/default"


class Single(Struct, frozen=True, kw_only=True):
    """One object or page that is read by itself.

    `proves` is what it may tell; of several that tell the same, one is enough. None: nothing rests on it.
    """

    path: str
    title: str
    proves: Resource | None
    group: str = ""
    resource: str = ""
    name: str = ""
    namespace: str = ""


def _config_map(name: str, proves: Resource) -> Single:
    return Single(
        path=f"/api/v1/namespaces/{SYSTEM_NAMESPACE}/configmaps/{name}",
        title=f"ConfigMap {name} in {SYSTEM_NAMESPACE}",
        proves=proves,
        resource="configmaps",
        name=name,
        namespace=SYSTEM_NAMESPACE,
    )


SINGLES = (
    Single(path=FLAGZ_PATH, title=FLAGZ_PATH, proves=Resource.NODE_PORT_RANGE),
    _config_map("kubeadm-config", Resource.NODE_PORT_RANGE),
    _config_map("cilium-config", Resource.SERVICE_PROXY),
    _config_map("kube-proxy", Resource.SERVICE_PROXY),
    _config_map("kube-proxy-config", Resource.SERVICE_PROXY),
    Single(
        path=FELIX_PATH,
        title="FelixConfiguration default",
        proves=Resource.SERVICE_PROXY,
        group="crd.projectcalico.org",
        resource="felixconfigurations",
        name="default",
    ),
    Single(path=VERSION_PATH, title=VERSION_PATH, proves=None),
)
CONFIG_MAPS = tuple(sorted(s.name for s in SINGLES if s.resource == "configmaps"))


class Rule(Struct, frozen=True, kw_only=True):
    """A rbac.authorization.k8s.io/v1 PolicyRule; `namespace` "" where it has to hold in the whole cluster."""

    verbs: tuple[str, ...]
    api_groups: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    resource_names: tuple[str, ...] = ()
    non_resource_urls: tuple[str, ...] = ()
    namespace: str = ""


def rules() -> tuple[Rule, ...]:
    """Everything that reading a cluster needs, and nothing more. The API server's pods are covered by "list pods"."""
    lists: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for kind in KINDS:
        lists.setdefault((kind.group, kind.verbs), []).append(kind.resource.value)
    singles: dict[tuple[str, str, str], list[str]] = {}
    for one in SINGLES:
        if one.resource:
            singles.setdefault((one.group, one.resource, one.namespace), []).append(one.name)
    return (
        *(
            Rule(verbs=verbs, api_groups=(group,), resources=tuple(sorted(names)))
            for (group, verbs), names in sorted(lists.items())
        ),
        *(
            Rule(
                verbs=("get",),
                api_groups=(group,),
                resources=(resource,),
                resource_names=tuple(sorted(names)),
                namespace=namespace,
            )
            for (group, resource, namespace), names in sorted(singles.items())
        ),
        Rule(verbs=("get",), non_resource_urls=tuple(sorted(one.path for one in SINGLES if not one.resource))),
    )
