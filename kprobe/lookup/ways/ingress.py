"""An Ingress of a class that this cluster has, to the Service, which may have to be made first."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.ingress_class import default_classes
from kprobe.cluster.known_controllers import controller_by_claim
from kprobe.lookup.advisor import Advisor
from kprobe.lookup.backend import Backend
from kprobe.lookup.commands import apply, kubectl
from kprobe.lookup.service_manifest import new_service, why_no_service
from kprobe.model.snapshot import Resource
from kprobe.model.why import Advice


def advise(cluster: Cluster, backend: Backend) -> Advice:
    """The host is an example: it must be a name that clients resolve to the controller."""
    protocol = backend.service_port.protocol if backend.service_port else backend.port.protocol if backend.port else ""
    if protocol not in {"", "TCP"}:
        return Advice(kind=ADVISOR.slug, possible=False, reason=f"an Ingress carries HTTP, and this is {protocol}")
    if not cluster.knows(Resource.INGRESS_CLASSES):
        return Advice(kind=ADVISOR.slug, possible=None, reason="IngressClasses could not be read")
    if not cluster.ingress_classes:
        return Advice(kind=ADVISOR.slug, possible=False, reason="this cluster has no IngressClass")
    name, possible, reason = _best_class(cluster)
    how = _how(cluster, backend, name)
    if not how:
        return Advice(kind=ADVISOR.slug, possible=None, reason=why_no_service(cluster, backend))
    return Advice(
        kind=ADVISOR.slug,
        possible=possible,
        reason=f"{reason}; put a host there that clients resolve to it",
        how=how,
    )


def _best_class(cluster: Cluster) -> tuple[str, bool | None, str]:
    """A class whose controller runs, the default one first; else any, with what is known of it."""
    default = set(default_classes(cluster.ingress_classes))
    pods_known = cluster.knows(Resource.PODS)
    rated: list[tuple[int, bool, str, bool | None, str]] = []
    for name, item in cluster.ingress_classes.items():
        claim = item.spec.controller
        controller = controller_by_claim(claim)
        if controller is not None and controller.slug in cluster.controller_pods:
            rated.append((0, name not in default, name, True, f"class {name}: {controller.title} runs here"))
        elif controller is not None and not controller.in_cluster:
            said = f"class {name}: {controller.title} runs no pods that would prove it"
            rated.append((1, name not in default, name, None, said))
        elif controller is not None and pods_known:
            rated.append((2, name not in default, name, None, f"class {name}: no pod of {controller.title} was found"))
        else:
            said = f"class {name}: whether its controller {claim} runs is not known"
            rated.append((1, name not in default, name, None, said))
    _, _, name, possible, reason = min(rated)
    return name, possible, reason


def _how(cluster: Cluster, backend: Backend, class_name: str) -> tuple[str, ...]:
    first: tuple[str, ...] = ()
    if backend.service is not None and backend.service_port is not None:
        service, port = backend.service.metadata.name, backend.service_port.port
    else:
        made = new_service(cluster, backend, "ClusterIP")
        if made is None or backend.port is None:
            return ()
        first, service, port = apply(made), made["metadata"]["name"], backend.port.container_port
    taken = {name for namespace, name in cluster.ingresses if namespace == backend.namespace}
    name = next(n for n in (service, *(f"{service}-{i}" for i in range(2, len(taken) + 3))) if n not in taken)
    rule = f"{service}.example.com/*={service}:{port}"
    return (
        *first,
        kubectl(backend.namespace, "create", "ingress", name, f"--class={class_name}", f"--rule={rule}"),
    )


ADVISOR = Advisor(slug="ingress", rank=10, advise=advise)
