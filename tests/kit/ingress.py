"""An ingress controller and its ways in, for clusters of the builders."""

from __future__ import annotations

from kprobe.model.objects.ingress import (
    IngressBackend,
    IngressHTTP,
    IngressPath,
    IngressRule,
    IngressTLS,
    ServiceBackend,
    ServiceBackendPort,
)
from kprobe.model.objects.pod import Pod
from kprobe.model.objects.service import Service
from tests.kit.objects import ApiObject, ingress_class, pod, service, service_port, slices_of

IMAGES = {
    "ingress-nginx": "registry.k8s.io/ingress-nginx/controller:v1.15.1",
    "traefik": "docker.io/library/traefik:v3.4",
    "f5-nginx": "nginx/nginx-ingress:5.0",
    "haproxytech": "haproxytech/kubernetes-ingress:3.1",
}
CLAIMS = {
    "ingress-nginx": "k8s.io/ingress-nginx",
    "traefik": "traefik.io/ingress-controller",
    "f5-nginx": "nginx.org/ingress-controller",
    "haproxytech": "haproxy.org/ingress-controller",
}
LABELS = {"app": "controller"}


def controller(slug: str = "ingress-nginx", *, node: str = "node1", number: int = 1, **more: object) -> Pod:
    """A ready pod of a controller, without a host port unless `ports` says so."""
    return pod(
        f"controller-{number}",
        namespace="ingress",
        owner="DaemonSet/controller",
        image=IMAGES[slug],
        node=node,
        labels=LABELS,
        **more,  # type: ignore[arg-type]
    )


def controller_service(
    type_: str = "NodePort", *, load_balancer: tuple[str, ...] = (), external_ips: tuple[str, ...] | None = None
) -> Service:
    """Its Service, with HTTP on 80 (NodePort 31763) and HTTPS on 443 (NodePort 31443)."""
    numbered = type_ != "ClusterIP"
    return service(
        "controller",
        service_port(80, name="http", node=31763 if numbered else 0),
        service_port(443, name="https", node=31443 if numbered else 0),
        namespace="ingress",
        type_=type_,
        selector=LABELS,
        load_balancer=load_balancer,
        external_ips=external_ips,
    )


def served_by(slug: str = "ingress-nginx", *services: Service, **more: object) -> tuple[ApiObject, ...]:
    """A running controller with its class `nginx` and its Services (a NodePort Service where none is given)."""
    running = controller(slug, **more)  # type: ignore[arg-type]
    chosen = services or (controller_service(),)
    return (
        running,
        ingress_class("nginx", CLAIMS[slug]),
        *(item for one in chosen for item in (one, slices_of(one, running))),
    )


def backend(name: str = "web", port: int | str = 80) -> IngressBackend:
    """A backend by name and port."""
    number = ServiceBackendPort(name=port) if isinstance(port, str) else ServiceBackendPort(number=port)
    return IngressBackend(service=ServiceBackend(name=name, port=number))


def rule(host: str, *paths: str, path_type: str = "Prefix", to: str = "web") -> IngressRule:
    """A rule with several paths to one Service; without a path it is a bare host."""
    made = tuple(IngressPath(path=p, path_type=path_type, backend=backend(to)) for p in paths)
    return IngressRule(host=host, http=IngressHTTP(paths=made) if made else None)


def tls(*hosts: str) -> tuple[IngressTLS, ...]:
    """One item of spec.tls; without hosts it covers every host."""
    return (IngressTLS(hosts=hosts or None, secret_name="cert"),)
