"""From a rule to the pods behind it: the Service, its port, its endpoints, as each controller takes them."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.controllers.controller import Controller
from kprobe.cluster.known_controllers import controller_by_slug
from kprobe.cluster.service_ports import USE_ANNOTATION, port_of
from kprobe.model.exposure import Exposure
from kprobe.model.objects.ingress import Ingress
from kprobe.model.objects.meta import Annotations
from kprobe.model.objects.service import Service, ServicePort
from kprobe.model.refs import Ref
from kprobe.model.route import Link, LinkState, Prediction
from kprobe.model.snapshot import Resource
from kprobe.routes import symptoms
from kprobe.routes.endpoints_link import endpoints_link

BACKEND = "backend"
_SCHEME = "traefik.ingress.kubernetes.io/service.serversscheme"


def backend_links(cluster: Cluster, exposure: Exposure, ingress: Ingress) -> Iterator[Link]:
    """The backend and, where it is a Service's port, who stands behind that."""
    controller = controller_by_slug(exposure.controller)
    ref = exposure.service
    service = cluster.services.get((ref.namespace, ref.name)) if ref else None
    special = _special(cluster, exposure, controller, service)
    if special is not None or ref is None or service is None:
        yield special or _unknown(exposure.source, "its backend is not known")
        return
    port = port_of(service, exposure.service_port, "TCP") if exposure.service_port is not None else None
    others = _others(cluster, exposure, controller)
    lazy = controller is not None and controller.lazy
    if port is None:
        yield _no_port(exposure, controller, service, others=others)
        return
    yield Link(
        link=BACKEND,
        subject=ref,
        state=LinkState.OK,
        reason=f"{ref} has port {port.port}",
        evidence=_spoken(controller, ingress, service, port),
    )

    def answered(link: str, reason: str) -> Prediction:
        statuses = controller.no_endpoints if controller else ()
        return symptoms.router_answers(statuses, link, reason, others=others, lazy=lazy)

    yield endpoints_link(exposure, cluster.endpoints_of(service, port), answered)


def backend_endpoints(cluster: Cluster, exposure: Exposure) -> int:
    """How many usable endpoints the controller chooses from, at least 1.

    Those that serve while they terminate are among them where no other is left, and Traefik always sends to them, so
    that draining pods that still answer are no fault of the route (row IN-31).
    """
    ref = exposure.service
    service = cluster.services.get((ref.namespace, ref.name)) if ref else None
    port = port_of(service, exposure.service_port, "TCP") if service and exposure.service_port is not None else None
    return max(1, len(cluster.endpoints_of(service, port).usable)) if service and port else 1


def _special(
    cluster: Cluster, exposure: Exposure, controller: Controller | None, service: Service | None
) -> Link | None:
    """What is no Service of its own namespace with ports and endpoints (rows IN-28, IN-37, IN-38)."""
    ref = exposure.service
    if ref is None:
        if controller is not None and controller.resources is False:
            reason = f"its backend is not a Service, and {controller.title} routes to Services alone"
            effect = symptoms.router_answers(controller.no_service, BACKEND, reason)
            return Link(link=BACKEND, subject=exposure.source, state=LinkState.BROKEN, reason=reason, effect=effect)
        return _unknown(exposure.source, "its backend is not a Service; what the controller makes of it is not known")
    if exposure.service_port_name == USE_ANNOTATION:
        return _unknown(ref, "an annotation says what stands behind it; that is its controller's own matter")
    if service is None and not cluster.knows(Resource.SERVICES, ref.namespace):
        return _unknown(ref, "Services could not be read")
    if service is None:
        others = _others(cluster, exposure, controller)
        return _broken(exposure, controller, f"{ref} does not exist", "KP501", others=others)
    if service.spec.type == "ExternalName":
        return _external_name(ref, controller)
    return None


def _external_name(ref: Ref, controller: Controller | None) -> Link:
    if controller is None or controller.external_names is not False:
        return _unknown(ref, f"{ref} is an ExternalName: the controller decides whether it follows it")
    reason = f"{ref} is an ExternalName, and {controller.title} makes no route to those unless an option allows it"
    effect = symptoms.left_out(controller.no_service, BACKEND, reason)
    return Link(link=BACKEND, subject=ref, state=LinkState.UNKNOWN, reason=reason, effect=effect)


def _no_port(exposure: Exposure, controller: Controller | None, service: Service, *, others: bool) -> Link:
    wanted = exposure.service_port_name or str(exposure.service_port)
    ref = exposure.service or exposure.source
    if controller is not None and controller.takes_target_port and _is_target(service, wanted):
        return _unknown(ref, f"{ref} has no port {wanted}; {controller.title} may take it for a targetPort")
    other = next((p.protocol for p in service.spec.ports or () if p.port == exposure.service_port), "")
    reason = f"port {wanted} of {ref} is {other} alone" if other else f"{ref} has no port {wanted}"
    return _broken(exposure, controller, reason, "KP502", others=others)


def _is_target(service: Service, wanted: str) -> bool:
    targets = (p.target_port if p.target_port is not None else p.port for p in service.spec.ports or ())
    return any(str(target) == wanted for target in targets)


def _others(cluster: Cluster, exposure: Exposure, controller: Controller | None) -> bool:
    """Whether another rule gets the requests where the controller makes no route of this one (row IN-48)."""
    if controller is not None and not controller.drops:
        return False
    rules = cluster.ingress_rules
    rule = rules.find(exposure.source, exposure.host or "", exposure.path or "/")
    return rule is not None and bool(rules.behind(rule))


def _spoken(controller: Controller | None, ingress: Ingress, service: Service, port: ServicePort) -> tuple[str, ...]:
    """Which protocol the controller speaks to the backend, where that is easily missed (rows IN-34 to IN-36)."""
    if controller is None:
        return ()
    tls = port.port == 443 or port.name.startswith("https")
    grpc = port.name.startswith("grpc") or (port.app_protocol or "") in {"grpc", "kubernetes.io/h2c"}
    told = ingress.metadata.annotations or Annotations()
    if controller.guesses_tls:
        scheme = (service.metadata.annotations or Annotations()).traefik_servers_scheme
        if scheme == "https":
            return (f"{controller.title} speaks TLS to it, as annotation {_SCHEME} asks",)
        if scheme is None and tls:
            return (f"{controller.title} speaks TLS to it, as its port is 443 or named https",)
    if controller.protocol_by_annotation and told.nginx_backend_protocol is None and (tls or grpc):
        speaks = "gRPC" if grpc else "TLS"
        return (f"{controller.title} speaks plain HTTP to it unless told otherwise; its port looks like {speaks}",)
    return ()


def _unknown(subject: Ref, reason: str) -> Link:
    return Link(
        link=BACKEND,
        subject=subject,
        state=LinkState.UNKNOWN,
        reason=reason,
        effect=symptoms.unknown(BACKEND, reason),
    )


def _broken(exposure: Exposure, controller: Controller | None, reason: str, code: str, *, others: bool) -> Link:
    statuses = controller.no_service if controller else ()
    lazy = controller is not None and controller.lazy
    return Link(
        link=BACKEND,
        subject=exposure.source,
        state=LinkState.BROKEN,
        reason=reason,
        effect=symptoms.router_answers(statuses, BACKEND, reason, others=others, lazy=lazy),
        finding=code,
    )
