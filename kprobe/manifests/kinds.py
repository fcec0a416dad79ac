"""The kinds of objects that are looked at in manifests, and how each is decoded."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from kprobe.model.objects.endpoint_slice import EndpointSlice
from kprobe.model.objects.ingress import Ingress, IngressClass
from kprobe.model.objects.meta import ObjectMeta
from kprobe.model.objects.pod import Pod
from kprobe.model.objects.service import Service
from kprobe.model.objects.workload import Workload, WorkloadSpec


class EndpointAddress(Struct, frozen=True, kw_only=True, rename="camel"):
    """core/v1 EndpointAddress."""

    ip: str = ""
    node_name: str = ""


class PortOfEndpoints(Struct, frozen=True, kw_only=True):
    """core/v1 EndpointPort."""

    name: str = ""
    port: int = 0
    protocol: str = "TCP"


class Subset(Struct, frozen=True, kw_only=True, rename="camel"):
    """core/v1 EndpointSubset."""

    addresses: tuple[EndpointAddress, ...] | None = None
    not_ready_addresses: tuple[EndpointAddress, ...] | None = None
    ports: tuple[PortOfEndpoints, ...] | None = None


class Endpoints(Struct, frozen=True, kw_only=True):
    """core/v1 Endpoints, which the API server mirrors to EndpointSlices (KEP-2438; deprecated by KEP-4974)."""

    metadata: ObjectMeta = ObjectMeta()
    subsets: tuple[Subset, ...] | None = None


class _JobTemplate(Struct, frozen=True, kw_only=True):
    spec: WorkloadSpec = field(default_factory=WorkloadSpec)


class _CronJobSpec(Struct, frozen=True, kw_only=True, rename="camel"):
    job_template: _JobTemplate = field(default_factory=_JobTemplate)


class CronJob(Struct, frozen=True, kw_only=True):
    """batch/v1 CronJob, the part that its pods are made from."""

    metadata: ObjectMeta = ObjectMeta()
    spec: _CronJobSpec = field(default_factory=_CronJobSpec)


Decoded = Pod | Service | Ingress | IngressClass | EndpointSlice | Endpoints | Workload | CronJob

_TEMPLATE = ("spec", "template")


class ManifestKind(Struct, frozen=True, kw_only=True):
    """One kind. `field`: where a snapshot keeps it ("": nowhere); `template`: where the pods it makes are described.

    `template` is None for what makes no pods, and empty for a Pod itself.
    """

    api_version: str
    kind: str
    type: type[Any]
    field: str = ""
    namespaced: bool = True
    template: tuple[str, ...] | None = None


KINDS = (
    ManifestKind(api_version="v1", kind="Service", type=Service, field="services"),
    ManifestKind(api_version="v1", kind="Pod", type=Pod, field="pods", template=()),
    ManifestKind(api_version="v1", kind="Endpoints", type=Endpoints),
    ManifestKind(api_version="v1", kind="ReplicationController", type=Workload, template=_TEMPLATE),
    ManifestKind(api_version="apps/v1", kind="Deployment", type=Workload, field="deployments", template=_TEMPLATE),
    ManifestKind(api_version="apps/v1", kind="StatefulSet", type=Workload, field="stateful_sets", template=_TEMPLATE),
    ManifestKind(api_version="apps/v1", kind="DaemonSet", type=Workload, field="daemon_sets", template=_TEMPLATE),
    ManifestKind(api_version="apps/v1", kind="ReplicaSet", type=Workload, template=_TEMPLATE),
    ManifestKind(api_version="batch/v1", kind="Job", type=Workload, template=_TEMPLATE),
    ManifestKind(
        api_version="batch/v1", kind="CronJob", type=CronJob, template=("spec", "jobTemplate", "spec", "template")
    ),
    ManifestKind(api_version="discovery.k8s.io/v1", kind="EndpointSlice", type=EndpointSlice, field="endpoint_slices"),
    ManifestKind(api_version="networking.k8s.io/v1", kind="Ingress", type=Ingress, field="ingresses"),
    ManifestKind(
        api_version="networking.k8s.io/v1",
        kind="IngressClass",
        type=IngressClass,
        field="ingress_classes",
        namespaced=False,
    ),
)
BY_NAME = {(kind.api_version, kind.kind): kind for kind in KINDS}
# The same kinds in the API groups that they once had; no API server serves these any more.
_FORMER_GROUPS = frozenset({"extensions", "apps", "batch", "networking.k8s.io", "discovery.k8s.io"})
_BUILT_IN = frozenset({"", "apps", "batch", "autoscaling", "policy", "extensions"})


def group_of(api_version: str) -> str:
    """`apps` of `apps/v1`, "" for the core group."""
    return api_version.rpartition("/")[0]


def outdated(api_version: str, kind: str) -> ManifestKind | None:
    """The kind that replaced this one, where it is a former version of one that is looked at."""
    if group_of(api_version) not in _FORMER_GROUPS:
        return None
    return next((k for k in KINDS if k.kind == kind and k.api_version not in {api_version, "v1"}), None)


def may_make_pods(api_version: str) -> bool:
    """Whether an object of a kind that Kubernetes itself does not have may have an operator that makes pods of it."""
    group = group_of(api_version)
    return group not in _BUILT_IN and not group.endswith(".k8s.io")
