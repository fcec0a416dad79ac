"""From an ingress controller to a backend: class, Service, port, endpoints."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.controllers import CONTROLLERS, Controller
from kprobe.cluster.ingress_class import ClassState
from kprobe.cluster.service_ports import USE_ANNOTATION, port_of
from kprobe.model.exposure import Entry, Exposure
from kprobe.model.objects.ingress import Ingress
from kprobe.model.objects.service import Service
from kprobe.model.refs import Ref
from kprobe.model.route import Link, LinkState, Prediction
from kprobe.model.snapshot import Resource
from kprobe.routes import symptoms
from kprobe.routes.endpoints_link import endpoints_link

DNS, CLASS, BACKEND = "dns", "ingress-class", "backend"
_CLASS_FINDINGS = {ClassState.MISSING: "KP503", ClassState.NOT_SERVED: "KP504", ClassState.NONE: "KP505"}


def dns_link(exposure: Exposure, entry: Entry) -> Link:
    """The name itself; who resolves it to what is outside the cluster."""
    return Link(
        link=DNS,
        subject=exposure.source,
        state=LinkState.NOT_CHECKED,
        reason=f"whether {entry.address} resolves, and to the controller, only a client can tell",
    )


def unknown_entry_link(exposure: Exposure, entry: Entry) -> Link:
    """A published address that belongs to nothing in the snapshot."""
    return Link(
        link="controller",
        subject=exposure.source,
        state=LinkState.UNKNOWN,
        reason=f"{entry.address} is published in its status, but no Service or node of this cluster has it",
    )


def rule_links(cluster: Cluster, exposure: Exposure, ingress: Ingress) -> Iterator[Link]:
    """What every entry of the Ingress shares, outermost first."""
    yield _class_link(cluster, exposure, ingress)
    yield from _backend_links(cluster, exposure)


def backend_endpoints(cluster: Cluster, exposure: Exposure) -> int:
    """How many usable endpoints the controller chooses from, at least 1."""
    ref = exposure.service
    service = cluster.services.get((ref.namespace, ref.name)) if ref else None
    port = port_of(service, exposure.service_port, "TCP") if service and exposure.service_port is not None else None
    return max(1, len(cluster.endpoints_of(service, port).usable)) if service and port else 1


def _class_link(cluster: Cluster, exposure: Exposure, ingress: Ingress) -> Link:
    found = cluster.class_of(ingress)
    subject = Ref(kind="IngressClass", name=found.name) if found.name else exposure.source
    if code := _CLASS_FINDINGS.get(found.state):
        return Link(
            link=CLASS,
            subject=exposure.source if code in {"KP503", "KP505"} else subject,
            state=LinkState.BROKEN,
            reason=found.reason,
            effect=symptoms.nobody_routes(CLASS, found.reason),
            finding=code,
        )
    state = LinkState.OK if found.state is ClassState.SERVED else LinkState.UNKNOWN
    return Link(link=CLASS, subject=subject, state=state, reason=found.reason)


def _backend_links(cluster: Cluster, exposure: Exposure) -> Iterator[Link]:
    ref = exposure.service
    controller = next((c for c in CONTROLLERS if c.slug == exposure.controller), None)
    if ref is None:
        reason = "its backend is not a Service; what the controller makes of it is not known"
        yield Link(
            link=BACKEND,
            subject=exposure.source,
            state=LinkState.UNKNOWN,
            reason=reason,
            effect=symptoms.unknown(BACKEND, reason),
        )
        return
    if exposure.service_port_name == USE_ANNOTATION:
        reason = "an annotation says what stands behind it; that is its controller's own matter"
        yield Link(
            link=BACKEND, subject=ref, state=LinkState.UNKNOWN, reason=reason, effect=symptoms.unknown(BACKEND, reason)
        )
        return
    service = cluster.services.get((ref.namespace, ref.name))
    if service is None and not cluster.knows(Resource.SERVICES, ref.namespace):
        reason = "Services could not be read"
        yield Link(
            link=BACKEND, subject=ref, state=LinkState.UNKNOWN, reason=reason, effect=symptoms.unknown(BACKEND, reason)
        )
        return
    if service is None:
        yield _broken(exposure, controller, f"{ref} does not exist", "KP501")
        return
    if service.spec.type == "ExternalName":
        reason = f"{ref} is an ExternalName: the controller decides whether it follows it"
        yield Link(
            link=BACKEND, subject=ref, state=LinkState.UNKNOWN, reason=reason, effect=symptoms.unknown(BACKEND, reason)
        )
        return
    port = port_of(service, exposure.service_port, "TCP") if exposure.service_port is not None else None
    if port is None:
        wanted = exposure.service_port_name or str(exposure.service_port)
        # ingress-nginx takes a targetPort as well (controller.go serviceEndpoints).
        if exposure.controller == "ingress-nginx" and _is_target(service, wanted):
            reason = f"{ref} has no port {wanted}; ingress-nginx may take it for a targetPort"
            yield Link(
                link=BACKEND,
                subject=ref,
                state=LinkState.UNKNOWN,
                reason=reason,
                effect=symptoms.unknown(BACKEND, reason),
            )
            return
        yield _broken(exposure, controller, f"{ref} has no port {wanted}", "KP502")
        return
    yield Link(link=BACKEND, subject=ref, state=LinkState.OK, reason=f"{ref} has port {port.port}")

    def answered(link: str, reason: str) -> Prediction:
        return symptoms.router_answers(controller.no_endpoints if controller else (), link, reason)

    yield endpoints_link(exposure, cluster.endpoints_of(service, port), answered)


def _is_target(service: Service, wanted: str) -> bool:
    targets = (p.target_port if p.target_port is not None else p.port for p in service.spec.ports or ())
    return any(str(target) == wanted for target in targets)


def _broken(exposure: Exposure, controller: Controller | None, reason: str, code: str) -> Link:
    return Link(
        link=BACKEND,
        subject=exposure.source,
        state=LinkState.BROKEN,
        reason=reason,
        effect=symptoms.router_answers(controller.no_service if controller else (), BACKEND, reason),
        finding=code,
    )
