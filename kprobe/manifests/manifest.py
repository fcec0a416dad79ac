"""One object of a manifest, and all that was read."""

from __future__ import annotations

from msgspec import Struct

from kprobe.manifests.kinds import Decoded, ManifestKind
from kprobe.manifests.marked import Block, Path, mark_of
from kprobe.model.finding import Place
from kprobe.model.refs import Ref


class Manifest(Struct, frozen=True, kw_only=True):
    """An object as it was written; `source` is its text's value, with lines."""

    ref: Ref
    kind: ManifestKind
    object: Decoded
    file: str
    source: Block

    def place(self, path: Path = ("metadata", "name")) -> Place:
        """Where a field of it stands; the nearest thing around one that is not written down."""
        mark = mark_of(self.source, path)
        return Place(file=self.file, line=mark.line, column=mark.column)


class Refused(Struct, frozen=True, kw_only=True):
    """An object that no API server takes: which field of it ("": the whole), why, and where that stands."""

    ref: Ref
    field: str
    reason: str
    place: Place


class Manifests(Struct, frozen=True, kw_only=True):
    """Everything that was read.

    `passed_over`: kinds that nothing is said about, with how many of each. `operated`: objects of kinds that Kubernetes
    itself does not have, whose operators may make pods and Services. `refused`: what was left out of `objects`.
    """

    objects: tuple[Manifest, ...]
    files: int
    passed_over: tuple[tuple[str, int], ...] = ()
    operated: tuple[Ref, ...] = ()
    refused: tuple[Refused, ...] = ()
    notes: tuple[str, ...] = ()
