"""Which part of a cluster a question is about, and what has to be read to answer it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from itertools import chain

from msgspec import Struct

from kprobe.cluster.claims import pod_claims
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.known_controllers import CONTROLLERS, controller_by_claim
from kprobe.cluster.selectors import parse_selector
from kprobe.kube.want import EVERYTHING, Want
from kprobe.model.objects.ingress import Ingress
from kprobe.model.snapshot import Resource
from kprobe.pipeline.reading import Needs
from kprobe.probing.vantage import own_addresses

FIRST = tuple(
    Want(resource=r) for r in (Resource.SERVICES, Resource.INGRESSES, Resource.INGRESS_CLASSES, Resource.NODES)
)
"""Read whole in any case: who else has a port, an address or a host, lives anywhere. Pods are twenty times as much."""
_OF_NAMESPACES = (
    Resource.PODS,
    Resource.ENDPOINT_SLICES,
    Resource.EVENTS,
    Resource.DEPLOYMENTS,
    Resource.STATEFUL_SETS,
    Resource.DAEMON_SETS,
)
SYSTEM = "kube-system"
_BALANCERS = ("app.kubernetes.io/name=metallb", "app=metallb", "svccontroller.k3s.cattle.io/svcname")


class Bounds(Struct, frozen=True, kw_only=True):
    """`namespaces`, and objects with `labels` (kubectl's syntax; "": none in particular) wherever they are.

    `host_ports`: whether those of the pods in it are asked about, which collide with those of any other pod.
    """

    namespaces: frozenset[str]
    labels: str = ""
    host_ports: bool = False


Part = Callable[[Cluster], Bounds | None]
"""Given what was read so far: the part, or None where it may be anywhere."""


def needs(part: Part) -> Needs:
    """What the answer about a part needs; everything where there is none."""
    # In every step the nodes are the same, and in a big cluster there are thousands to ask the routing table about.
    return partial(_needs, part, cache(own_addresses))


def _needs(part: Part, own: Callable[[tuple[str, ...]], tuple[str, ...]], known: Cluster) -> tuple[Want, ...]:
    bounds = part(known)
    if bounds is None or _needs_every_pod(known, bounds):
        return EVERYTHING
    return tuple(chain(_inside(known, bounds), _around(known, bounds), _prober(known, own)))


def _inside(known: Cluster, bounds: Bounds) -> Iterator[Want]:
    """All that lives there; what bears the labels may be anywhere."""
    for namespace in sorted(bounds.namespaces | _labelled(known, bounds)):
        for resource in _OF_NAMESPACES:
            yield Want(resource=resource, namespace=namespace)
    if bounds.labels:
        yield Want(resource=Resource.PODS, label_selector=bounds.labels)


def _around(known: Cluster, bounds: Bounds) -> Iterator[Want]:
    """Who serves it: the nodes' own components, load balancers, ingress controllers and what stands behind them."""
    yield Want(resource=Resource.PODS, namespace=SYSTEM)
    namespaces = bounds.namespaces | _labelled(known, bounds)
    if any(s.spec.type == "LoadBalancer" and s.metadata.namespace in namespaces for s in known.snapshot.services):
        for selector in _BALANCERS:
            yield Want(resource=Resource.PODS, label_selector=selector)
    ingresses = [i for i in known.snapshot.ingresses if i.metadata.namespace in namespaces]
    if ingresses:
        yield from _controllers(known, ingresses)


def _controllers(known: Cluster, ingresses: Iterable[Ingress]) -> Iterator[Want]:
    """Pods that bear a known controller's labels, and the namespaces where a controller is, or by its name may be."""
    for controller in CONTROLLERS:
        for labels in controller.labels:
            yield Want(resource=Resource.PODS, label_selector=",".join(f"{k}={v}" for k, v in labels))
    claims = {c.spec.controller for c in known.snapshot.ingress_classes}
    asked = {c.slug for claim in claims if (c := controller_by_claim(claim)) is not None}
    homes = {p.metadata.namespace for pods in known.controller_pods.values() for p in pods}
    homes |= {
        s.metadata.namespace
        for s in known.snapshot.services
        if any(slug in s.metadata.namespace or slug in s.metadata.name for slug in asked)
    }
    published = {
        ref.namespace
        for ingress in ingresses
        for item in ingress.status.load_balancer.ingress or ()
        for ref in known.publishers(item.ip or item.hostname)
    }
    for namespace in sorted(homes | published):
        yield Want(resource=Resource.PODS, namespace=namespace)
        yield Want(resource=Resource.ENDPOINT_SLICES, namespace=namespace)


def _prober(known: Cluster, own: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Iterator[Want]:
    """The pod that this may be running in."""
    for address in own(tuple(chain.from_iterable(known.all_addresses.values()))):
        yield Want(resource=Resource.PODS, field_selector=f"status.podIP={address}")


def _labelled(known: Cluster, bounds: Bounds) -> frozenset[str]:
    """Namespaces of what bears the labels, as far as it has been read."""
    if not bounds.labels:
        return frozenset()
    fits = parse_selector(bounds.labels)
    bearers = (*(s.metadata for s in known.snapshot.services), *(i.metadata for i in known.snapshot.ingresses))
    return frozenset(meta.namespace for meta in bearers if fits(meta.labels or {}))


def _needs_every_pod(known: Cluster, bounds: Bounds) -> bool:
    """Who has the host port that a pod waits for may be anywhere; so may who else claims one that is asked about."""
    fits = parse_selector(bounds.labels)
    return any(
        pod.metadata.namespace in bounds.namespaces or (bounds.labels and fits(pod.metadata.labels or {}))
        for pod in known.live_pods
        for claim in pod_claims(pod)
        if bounds.host_ports or not claim.placed
    )
