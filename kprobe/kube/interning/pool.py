"""The parts that have been seen so far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from msgspec.structs import force_setattr

from kprobe.model.objects.meta import ObjectMeta

Labels = dict[str, str]
Item = TypeVar("Item")


class Pool:
    """For one reading, and for several threads: no step of a look-up is in Python.

    `once(value, value)` gives the first value that was equal to this one. Values of different types are never equal
    here: API types compare by class, and JSON's numbers and booleans are not put in on their own.
    """

    def __init__(self) -> None:
        self.once: Callable[[Any, Any], Any] = {}.setdefault

    def labels(self, labels: Labels) -> Labels:
        """A copy in the same order, of strings that are kept once."""
        once = self.once
        return {once(key, key): once(value, value) for key, value in labels.items()}

    def object(self, item: Item) -> Item:
        """`item`, whose metadata, common to all kinds, has been interned; nobody else may have seen it yet."""
        once = self.once
        meta: ObjectMeta = item.metadata  # type: ignore[attr-defined]  # every kind has it
        force_setattr(meta, "namespace", once(meta.namespace, meta.namespace))
        if meta.labels is not None:
            force_setattr(meta, "labels", self.labels(meta.labels))
        if meta.annotations is not None:
            force_setattr(meta, "annotations", once(meta.annotations, meta.annotations))
        if meta.owner_references is not None:
            force_setattr(meta, "owner_references", once(meta.owner_references, meta.owner_references))
        return item
