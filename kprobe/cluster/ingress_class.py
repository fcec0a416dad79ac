"""Which controller an Ingress asks for."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from kprobe.cluster.controllers.controller import Controller
from kprobe.cluster.ingresses import published_addresses
from kprobe.cluster.known_controllers import (
    BUILT_IN_CLASSES,
    controller_by_annotation,
    controller_by_claim,
    controller_by_slug,
)
from kprobe.model.objects.ingress import Ingress, IngressClass


class ClassState(StrEnum):
    """What is known about an Ingress's class."""

    SERVED = "served"
    UNVERIFIED = "unverified"
    NOT_SERVED = "not-served"
    MISSING = "missing"
    NONE = "none"
    UNKNOWN = "unknown"


class ClassResolution(Struct, frozen=True, kw_only=True, gc=False):
    """The class by name ("" for none), its controller's claim, and who that is (None: not a known one)."""

    state: ClassState
    name: str
    claim: str
    controller: Controller | None
    reason: str


class Asked(Struct, frozen=True):
    """What of an Ingress decides: its class, the legacy annotation, and whether a controller gave it an address."""

    name: str
    legacy: str
    published: bool


def asked_for(ingress: Ingress) -> Asked:
    """What `resolve` wants to know of an Ingress."""
    notes = ingress.metadata.annotations
    return Asked(
        name=ingress.spec.ingress_class_name or "",
        legacy=(notes.ingress_class or "") if notes else "",
        published=bool(published_addresses(ingress)),
    )


def resolve(
    asked: Asked,
    classes: Mapping[str, IngressClass] | None,
    running: Mapping[str, object],
    *,
    complete: bool = True,
) -> ClassResolution:
    """Follow spec.ingressClassName, or the legacy annotation, to a controller (rows IC-1, IC-3 to IC-6).

    `classes`: by name, None where they could not be read. `running`: slugs of controllers that run as pods; where they
    are not `complete`, as not all pods were read, others may run. A default class is written into the Ingress at
    creation only (admission plugin DefaultIngressClass), so an Ingress without class has none, whatever the default is
    today (IN-4).
    """
    name, legacy, published = asked.name, asked.legacy, asked.published
    if not name and not legacy:
        return _classless(running, classes, published=published, complete=complete)
    if name and legacy != name and _annotation_wins(legacy, running):
        name = ""
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
        return _without_object(name, legacy, running, complete=complete)
    return _claimed(found, running, published=published, complete=complete)


def default_classes(classes: Mapping[str, IngressClass]) -> tuple[str, ...]:
    """Names of the classes that are marked as default; the first is what admission writes into a new Ingress.

    The newest wins, and of two of one age the first by name (plugin DefaultIngressClass, row IC-1).
    """
    marked = [c for c in classes.values() if c.metadata.annotations and c.metadata.annotations.default_class == "true"]
    by_name = sorted(marked, key=lambda c: c.metadata.name)
    newest = sorted(by_name, key=lambda c: c.metadata.creation_timestamp or "", reverse=True)
    return tuple(c.metadata.name for c in newest)


def _annotation_wins(legacy: str, running: Mapping[str, object]) -> bool:
    # The API refuses the two to differ at creation only; Contour goes by the annotation (internal/ingressclass).
    controller = controller_by_annotation(legacy)
    return controller is not None and controller.annotation_first and controller.slug in running


def _classless(
    running: Mapping[str, object], classes: Mapping[str, IngressClass] | None, *, published: bool, complete: bool
) -> ClassResolution:
    defaults = default_classes(classes or {})
    later = (
        f" (the default class, {defaults[0]}, is only written into an Ingress when that is created)" if defaults else ""
    )
    takers = [c for slug in sorted(running) if (c := controller_by_slug(slug)) is not None and c.classless]
    if takers:
        titles = " and ".join(c.title for c in takers)
        return ClassResolution(
            state=ClassState.UNVERIFIED,
            name="",
            claim=takers[0].claims[0],
            controller=takers[0],
            reason=f"it names no class{later}; {titles} serve{'s' if len(takers) == 1 else ''} such Ingresses "
            "unless told otherwise",
        )
    if not complete:
        return ClassResolution(
            state=ClassState.UNKNOWN,
            name="",
            claim="",
            controller=None,
            reason=f"it names no class{later}; which controllers run is not known, as not all pods could be read",
        )
    if published:
        reason = f"it names no class{later}, but some controller gave it an address"
        return ClassResolution(state=ClassState.UNVERIFIED, name="", claim="", controller=None, reason=reason)
    return ClassResolution(
        state=ClassState.NONE, name="", claim="", controller=None, reason=f"it names no class{later}"
    )


def _without_object(name: str, legacy: str, running: Mapping[str, object], *, complete: bool) -> ClassResolution:
    if not name:  # the annotation's value need not be an object: controllers compare it with their own option
        meant = controller_by_annotation(legacy)
        return ClassResolution(
            state=ClassState.UNVERIFIED,
            name=legacy,
            claim="",
            controller=meant if meant and (not meant.in_cluster or meant.slug in running) else None,
            reason=f"its annotation names class {legacy!r}; only its controller's options tell whether that is served",
        )
    taker = BUILT_IN_CLASSES.get(name)
    if taker is not None and (not taker.in_cluster or not complete or taker.slug in running):
        return ClassResolution(
            state=ClassState.UNVERIFIED,
            name=name,
            claim="",
            controller=taker,
            reason=f"{taker.title} knows class {name!r} without an IngressClass",
        )
    return ClassResolution(
        state=ClassState.MISSING, name=name, claim="", controller=None, reason=f"IngressClass {name} does not exist"
    )


def _claimed(found: IngressClass, running: Mapping[str, object], *, published: bool, complete: bool) -> ClassResolution:
    name, claim = found.metadata.name, found.spec.controller
    controller = controller_by_claim(claim)
    if controller is not None and not controller.in_cluster:
        state, reason = ClassState.UNVERIFIED, f"{controller.title} runs no pods of its own that would prove it"
    elif controller is not None and controller.slug in running:
        state, reason = ClassState.SERVED, f"{controller.title} runs here"
    elif not complete:
        state, reason = ClassState.UNKNOWN, f"whether {claim} runs is not known, as not all pods could be read"
    elif published:
        state, reason = ClassState.UNVERIFIED, f"no pod of {claim} was recognised, but the Ingress has an address"
    else:
        state, reason = (
            ClassState.NOT_SERVED,
            f"no pod of {claim} was found, and the Ingress was never given an address",
        )
    return ClassResolution(state=state, name=name, claim=claim, controller=controller, reason=reason)
