"""Which ingress controller something belongs to: by its class's claim, its pods' images and labels, or a class name.

Names decide nothing where an IngressClass is readable; images are compared by their last parts, wherever they were
mirrored to (rows IC-7 to IC-18).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kprobe.cluster.controllers.controller import Controller
from kprobe.cluster.pods import finished, leaving
from kprobe.model.objects.pod import Pod
from kprobe.registry import load

CONTROLLERS: tuple[Controller, ...] = load("kprobe.cluster.controllers", "CONTROLLER", Controller)

# Classes that their controllers know without an IngressClass object (trap 23: `gce` is not missing).
BUILT_IN_CLASSES: Mapping[str, Controller] = {name: c for c in CONTROLLERS for name in c.built_in}


def controller_by_slug(slug: str | None) -> Controller | None:
    """The controller of this name."""
    return next((c for c in CONTROLLERS if c.slug == slug), None)


def controller_by_claim(claim: str) -> Controller | None:
    """The controller that an IngressClass names; some append a class (`haproxy.org/ingress-controller/prod`)."""
    return next((c for c in CONTROLLERS if any(claim == x or claim.startswith(f"{x}/") for x in c.claims)), None)


def controller_by_annotation(value: str) -> Controller | None:
    """The controller that the annotation kubernetes.io/ingress.class means, unless its options say otherwise."""
    return next((c for c in CONTROLLERS if value in c.annotations), None)


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


def controller_by_labels(labels: Mapping[str, str] | None) -> Controller | None:
    """The controller whose charts and manifests label their pods so, for images of a name of one's own."""
    if not labels:
        return None
    return next((c for c in CONTROLLERS if any(all(labels.get(k) == v for k, v in s) for s in c.labels)), None)


def controller_pods(pods: Iterable[Pod]) -> dict[str, tuple[Pod, ...]]:
    """Live pods that run a known controller, by its slug; what pods share (see kube/interning) is looked at once."""
    known: dict[tuple[int, int], Controller | None] = {}
    found: dict[str, list[Pod]] = {}
    for pod in pods:
        if finished(pod) or leaving(pod):
            continue
        parts = (id(pod.spec.containers), id(pod.metadata.labels))  # of objects that the pods keep alive
        if parts not in known:
            known[parts] = _controller_of(pod)
        if (controller := known[parts]) is not None:
            found.setdefault(controller.slug, []).append(pod)
    return {slug: tuple(members) for slug, members in found.items()}


def _controller_of(pod: Pod) -> Controller | None:
    by_image = (controller_by_image(container.image) for container in pod.spec.containers or ())
    return next(filter(None, by_image), None) or controller_by_labels(pod.metadata.labels)
