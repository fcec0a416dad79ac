"""Pages out of the made-up cluster's files, as an API server would cut them."""

from __future__ import annotations

import json
import mmap
from array import array
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec

from benchmarks.static_api.fixture import LISTS, List


class _Meta(msgspec.Struct):
    name: str
    labels: dict[str, str] = {}


class _Spec(msgspec.Struct, rename="camel"):
    node_name: str = ""


class _Object(msgspec.Struct):
    metadata: _Meta
    spec: _Spec = msgspec.field(default_factory=_Spec)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`head`, then the pieces of the file, then `tail`."""

    head: bytes
    pieces: list[memoryview]
    tail: bytes = b"]}\n"

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.head) + sum(map(len, self.pieces)) + len(self.tail)


class Store:
    """All lists of one folder; the files are mapped, not read."""

    def __init__(self, folder: Path) -> None:
        self._shelves = {item.plural: _Shelf(folder, item) for item in LISTS}

    def page(self, path: str, query: dict[str, str]) -> Page | None:
        """The page of the list at `path`, None where there is no such list."""
        *place, plural = path.strip("/").split("/")
        shelf = self._shelves.get(plural)
        if shelf is None:
            return None
        root = shelf.item.root.strip("/").split("/")
        if place == root:
            return shelf.page("", query)
        if place[:-1] == [*root, "namespaces"]:
            return shelf.page(place[-1], query)
        return None


class _Shelf:
    def __init__(self, folder: Path, item: List) -> None:
        self.item = item
        self._starts = array("Q", (folder / f"{item.plural}.starts").read_bytes())
        self._namespaces: dict[str, list[int]] = json.loads((folder / f"{item.plural}.namespaces").read_text())
        with (folder / f"{item.plural}.json").open("rb") as file:
            empty = len(self._starts) == 1
            self._data = memoryview(b"" if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        # What was asked for before: Python is too slow to look through 150,000 objects each time.
        self._found: dict[tuple[object, ...], list[int]] = {}

    def page(self, namespace: str, query: dict[str, str]) -> Page:
        first, last = self._namespaces.get(namespace, (0, 0)) if namespace else (0, len(self._starts) - 1)
        limit = int(query.get("limit") or 0) or last
        begin = max(first, int(query.get("continue") or 0))
        labels, fields = _terms(query.get("labelSelector", "")), _terms(query.get("fieldSelector", ""))
        if labels or fields:
            chosen, end = self._chosen(begin, last, labels, fields, limit)
            pieces = [piece for number in chosen for piece in (self._slice(number, number + 1), _COMMA)][:-1]
        else:
            end = min(begin + limit, last)
            pieces = [self._slice(begin, end)] if begin < end else []
        more = f'"continue":"{end}","remainingItemCount":{last - end},' if end < last else ""
        head = (
            f'{{"kind":"{self.item.kind}List","apiVersion":"{self.item.api_version}",'
            f'"metadata":{{{more}"resourceVersion":"4711"}},"items":['
        )
        return Page(head=head.encode(), pieces=pieces)

    def _slice(self, begin: int, end: int) -> memoryview:
        return self._data[self._starts[begin] : self._starts[end] - 1]

    def _chosen(
        self, begin: int, last: int, labels: dict[str, str], fields: dict[str, str], limit: int
    ) -> tuple[list[int], int]:
        key = (*sorted(labels.items()), "", *sorted(fields.items()))
        if key not in self._found:
            self._found[key] = [
                number
                for number, (carried, known) in enumerate(self._known)
                if all(name in carried and value in {"", carried[name]} for name, value in labels.items())
                and all(known.get(name, "") == value for name, value in fields.items())
            ]
        within = [number for number in self._found[key] if begin <= number < last]
        return within[:limit], within[limit] if len(within) > limit else last

    @cached_property
    def _known(self) -> list[tuple[dict[str, str], dict[str, str]]]:
        """Labels and fields of every object: an API server has them in memory, too."""
        decoder = msgspec.json.Decoder(_Object)
        all_of_them = (decoder.decode(self._slice(n, n + 1)) for n in range(len(self._starts) - 1))
        return [
            (one.metadata.labels, {"metadata.name": one.metadata.name, "spec.nodeName": one.spec.node_name})
            for one in all_of_them
        ]


_COMMA = memoryview(b",")


def _terms(selector: str) -> dict[str, str]:
    """`a=b,c`: of a key alone any value will do (""); what is unequal (events have some) picks out nothing less."""
    terms = (term.partition("=") for term in selector.split(",") if term and "!=" not in term)
    return {key: value for key, _, value in terms if not key.startswith("type")}
