"""What is asked of a list: all of it, or a part that the API server picks out."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from kprobe.kube.resources import KINDS, Kind
from kprobe.model.snapshot import Part, Resource


class Want(Struct, frozen=True, kw_only=True):
    """Objects of one `resource`: in one namespace ("": in all), with these fields and labels (the API's own syntax).

    Kinds without namespaces pass over `namespace`. Where the API server does not know a field (400), everything that
    the rest picks out is read.
    """

    resource: Resource
    namespace: str = ""
    field_selector: str = ""
    label_selector: str = ""


EVERYTHING = tuple(Want(resource=kind.resource) for kind in KINDS)


def wanted(kind: Kind, wants: Iterable[Want]) -> tuple[Want, ...]:
    """Those that are about `kind`, each once; one for the whole list makes all others needless."""
    mine = tuple(dict.fromkeys(w for w in wants if w.resource is kind.resource))
    return next(((w,) for w in mine if _is_whole(w, kind)), mine)


def part_of(kind: Kind, wants: Iterable[Want]) -> Part | None:
    """How much of `kind` they leave out: None for nothing."""
    mine = wanted(kind, wants)
    if any(_is_whole(w, kind) for w in mine):
        return None
    return Part(resource=kind.resource, whole_in=tuple(w.namespace for w in mine if not _selects(w) and w.namespace))


def _selects(want: Want) -> bool:
    return bool(want.field_selector or want.label_selector)


def _is_whole(want: Want, kind: Kind) -> bool:
    return not _selects(want) and not (want.namespace and kind.namespaced)
