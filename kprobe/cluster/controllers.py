"""Ingress controllers: how to know one, and what each answers when a backend is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kprobe.cluster.pods import finished, leaving
from kprobe.model.objects.pod import Pod


@dataclass(frozen=True, slots=True, kw_only=True)
class Controller:
    """One ingress controller that is known by name.

    `claims`: values of IngressClass.spec.controller. `images`: the last parts of its data plane's image names.
    `in_cluster` False: its data plane is a cloud's, or runs in node agents, so no pod of its own need be found.
    `classless`: it serves an Ingress without class by default. `no_service`, `no_endpoints`, `refused`: the HTTP
    statuses it answers then (reference: the controllers' own sources and documentation).
    """

    slug: str
    title: str
    claims: tuple[str, ...]
    images: tuple[str, ...] = ()
    in_cluster: bool = True
    classless: bool = False
    no_service: tuple[int, ...] = ()
    no_endpoints: tuple[int, ...] = ()
    refused: tuple[int, ...] = (502, 503, 504)


CONTROLLERS: tuple[Controller, ...] = (
    Controller(
        slug="ingress-nginx",
        title="ingress-nginx",
        claims=("k8s.io/ingress-nginx",),
        images=("ingress-nginx/controller", "nginx-ingress-controller"),
        no_service=(503,),
        no_endpoints=(503,),
        refused=(502, 504),
    ),
    Controller(
        slug="traefik",
        title="Traefik",
        claims=("traefik.io/ingress-controller",),
        images=("traefik",),
        classless=True,
        no_service=(404, 503),
        no_endpoints=(404, 503),
        refused=(502, 504),
    ),
    Controller(
        slug="f5-nginx",
        title="NGINX Ingress Controller",
        claims=("nginx.org/ingress-controller",),
        images=("nginx-ingress", "nginx-plus-ingress"),
        no_service=(502,),
        no_endpoints=(502,),
        refused=(502, 504),
    ),
    Controller(
        slug="haproxy-ingress",
        title="HAProxy Ingress",
        claims=("haproxy-ingress.github.io/controller",),
        images=("haproxy-ingress",),
        no_service=(503,),
        no_endpoints=(503,),
        refused=(503,),
    ),
    Controller(
        slug="haproxytech",
        title="HAProxy Kubernetes Ingress Controller",
        claims=("haproxy.org/ingress-controller",),
        images=("haproxytech/kubernetes-ingress",),
        no_service=(404, 503),
        no_endpoints=(503,),
        refused=(503,),
    ),
    Controller(
        slug="contour",
        title="Contour",
        claims=("projectcontour.io/ingress-controller",),
        images=("projectcontour/contour", "envoyproxy/envoy"),
        classless=True,
        no_service=(503,),
        no_endpoints=(503,),
        refused=(503,),
    ),
    Controller(
        slug="kong",
        title="Kong",
        claims=("ingress-controllers.konghq.com/kong",),
        images=("kong", "kong-gateway"),
        no_service=(503,),
        no_endpoints=(503,),
        refused=(502, 503),
    ),
    Controller(slug="istio", title="Istio", claims=("istio.io/ingress-controller",), in_cluster=False),
    Controller(slug="cilium", title="Cilium", claims=("cilium.io/ingress-controller",), in_cluster=False),
    Controller(slug="aws-alb", title="AWS Load Balancer Controller", claims=("ingress.k8s.aws/alb",), in_cluster=False),
    Controller(slug="agic", title="Application Gateway", claims=("azure/application-gateway",), in_cluster=False),
    Controller(slug="gce", title="GKE Ingress", claims=("k8s.io/ingress-gce",), in_cluster=False),
    Controller(slug="openshift", title="OpenShift router", claims=("openshift.io/ingress-to-route",), in_cluster=False),
)

# Classes that their controllers know without an IngressClass object.
BUILT_IN_CLASSES = frozenset({"gce", "gce-internal", "azure/application-gateway", "azure-application-gateway", "alb"})


def controller_by_claim(claim: str) -> Controller | None:
    """The controller that an IngressClass names; some append a class (`haproxy.org/ingress-controller/prod`)."""
    return next((c for c in CONTROLLERS if any(claim == x or claim.startswith(f"{x}/") for x in c.claims)), None)


def controller_by_image(image: str) -> Controller | None:
    """The controller whose data plane an image is, wherever it was mirrored to.

    Rancher's mirrors (k3s, RKE2) write `rancher/mirrored-library-traefik` for `library/traefik`.
    """
    head, _, tail = image.split("@", 1)[0].rpartition("/")
    last = tail.split(":", 1)[0]
    name = f"/{head}/{last}"
    mirrored = last if last.startswith("mirrored-") else ""
    return next(
        (
            c
            for c in CONTROLLERS
            if any(name.endswith(f"/{i}") or mirrored.endswith(f"-{i.replace('/', '-')}") for i in c.images)
        ),
        None,
    )


def controller_pods(pods: Iterable[Pod]) -> dict[str, tuple[Pod, ...]]:
    """Live pods that run a known controller, by its slug; each distinct image is looked up once."""
    known: dict[str, Controller | None] = {}
    found: dict[str, list[Pod]] = {}
    for pod in pods:
        for container in pod.spec.containers or ():
            if container.image not in known:
                known[container.image] = controller_by_image(container.image)
            controller = known[container.image]
            if controller is not None and not finished(pod) and not leaving(pod):
                found.setdefault(controller.slug, []).append(pod)
                break
    return {slug: tuple(members) for slug, members in found.items()}
