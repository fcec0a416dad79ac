"""Which controller an Ingress asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kprobe.cluster.controllers import BUILT_IN_CLASSES, CONTROLLERS, Controller, controller_by_claim
from kprobe.cluster.ingresses import published_addresses
from kprobe.model.objects.ingress import Ingress, IngressClass


class ClassState(StrEnum):
    """What is known about an Ingress's class."""

    SERVED = "served"
    UNVERIFIED = "unverified"
    NOT_SERVED = "not-served"
    MISSING = "missing"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassResolution:
    """The class by name ("" for none), its controller's claim, and who that is (None: not a known one)."""

    state: ClassState
    name: str
    claim: str
    controller: Controller | None
    reason: str


def resolve(
    ingress: Ingress,
    classes: Mapping[str, IngressClass] | None,
    running: Mapping[str, object] | None,
) -> ClassResolution:
    """Follow spec.ingressClassName, or the legacy annotation, to a controller.

    `classes`: by name, None where they could not be read. `running`: slugs of controllers that run as pods, None
    where pods could not be read. A default class is written into the Ingress at creation only (admission plugin
    DefaultIngressClass), so an Ingress without class has none, whatever the default is today.
    """
    name = ingress.spec.ingress_class_name or ""
    legacy = (ingress.metadata.annotations.ingress_class or "") if ingress.metadata.annotations else ""
    if not name and not legacy:
        return _classless(running, has_default=_default_class(classes), published=bool(published_addresses(ingress)))
    if classes is None:
        return ClassResolution(
            state=ClassState.UNKNOWN,
            name=name or legacy,
            claim="",
            controller=None,
            reason="IngressClasses could not be read",
        )
    found = classes.get(name or legacy)
    if found is None:
        return _without_object(name, legacy, running)
    return _claimed(found, running, published=bool(published_addresses(ingress)))


def default_classes(classes: Mapping[str, IngressClass]) -> tuple[str, ...]:
    """Names of the classes that are marked as default."""
    return tuple(
        sorted(
            n for n, c in classes.items() if c.metadata.annotations and c.metadata.annotations.default_class == "true"
        )
    )


def _default_class(classes: Mapping[str, IngressClass] | None) -> bool:
    return bool(classes and default_classes(classes))


def _classless(running: Mapping[str, object] | None, *, has_default: bool, published: bool) -> ClassResolution:
    later = " (a default class exists, but is only written into an Ingress when that is created)" if has_default else ""
    if running is None:
        return ClassResolution(
            state=ClassState.UNKNOWN,
            name="",
            claim="",
            controller=None,
            reason=f"it names no class{later}; which controllers run is not known, as pods cannot be read",
        )
    takers = [c for slug in sorted(running) if (c := _by_slug(slug)) is not None and c.classless]
    if takers:
        return ClassResolution(
            state=ClassState.UNVERIFIED,
            name="",
            claim=takers[0].claims[0],
            controller=takers[0],
            reason=f"it names no class{later}; {takers[0].title} serves such Ingresses unless told otherwise",
        )
    if published:
        reason = f"it names no class{later}, but some controller gave it an address"
        return ClassResolution(state=ClassState.UNVERIFIED, name="", claim="", controller=None, reason=reason)
    return ClassResolution(
        state=ClassState.NONE, name="", claim="", controller=None, reason=f"it names no class{later}"
    )


def _without_object(name: str, legacy: str, running: Mapping[str, object] | None) -> ClassResolution:
    if not name:  # the annotation's value need not be an object: controllers compare it with their own option
        return ClassResolution(
            state=ClassState.UNVERIFIED,
            name=legacy,
            claim="",
            controller=_by_class_name(legacy, running),
            reason=f"its annotation names class {legacy!r}; only its controller's options tell whether that is served",
        )
    if name in BUILT_IN_CLASSES:
        return ClassResolution(
            state=ClassState.UNVERIFIED,
            name=name,
            claim="",
            controller=None,
            reason=f"class {name!r} is built into its controller",
        )
    return ClassResolution(
        state=ClassState.MISSING, name=name, claim="", controller=None, reason=f"IngressClass {name} does not exist"
    )


def _claimed(found: IngressClass, running: Mapping[str, object] | None, *, published: bool) -> ClassResolution:
    name, claim = found.metadata.name, found.spec.controller
    controller = controller_by_claim(claim)
    if controller is not None and not controller.in_cluster:
        state, reason = ClassState.UNVERIFIED, f"{controller.title} runs no pods of its own that would prove it"
    elif running is None:
        state, reason = ClassState.UNKNOWN, f"whether {claim} runs is not known, as pods cannot be read"
    elif controller is not None and controller.slug in running:
        state, reason = ClassState.SERVED, f"{controller.title} runs here"
    elif published:
        state, reason = ClassState.UNVERIFIED, f"no pod of {claim} was recognised, but the Ingress has an address"
    else:
        state, reason = (
            ClassState.NOT_SERVED,
            f"no pod of {claim} was found, and the Ingress was never given an address",
        )
    return ClassResolution(state=state, name=name, claim=claim, controller=controller, reason=reason)


def _by_slug(slug: str) -> Controller | None:
    return next((c for c in CONTROLLERS if c.slug == slug), None)


def _by_class_name(legacy: str, running: Mapping[str, object] | None) -> Controller | None:
    names = {
        "nginx": "ingress-nginx",
        "traefik": "traefik",
        "contour": "contour",
        "kong": "kong",
        "haproxy": "haproxy-ingress",
    }
    slug = names.get(legacy)
    return _by_slug(slug) if slug and running and slug in running else None
