"""Kubernetes objects out of YAML and JSON text: lists, single objects, several documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Raw

from kprobe.errors import KprobeError
from kprobe.kube.decoding import BROKEN, Head, convert_object, decode, decode_object
from kprobe.kube.facts.evidence import ConfigMap, Evidence, ServerPod
from kprobe.kube.resources import CONFIG_MAPS, KINDS, SYSTEM_NAMESPACE, Kind
from kprobe.kube.yaml_text import YAML_BROKEN, read_all_yaml, where
from kprobe.model.snapshot import Gap, GapReason, Resource

_KINDS = {(kind.api_version, kind.kind): kind for kind in KINDS}
_NAMED = 5


class _List(msgspec.Struct, frozen=True, kw_only=True):
    items: tuple[Raw, ...] | None = None


class Collection:
    """Objects gathered from many texts; of one that comes twice the last counts."""

    def __init__(self) -> None:
        self._objects: dict[Resource, dict[tuple[str, str], Any]] = {kind.resource: {} for kind in KINDS}
        self._servers: dict[str, ServerPod] = {}
        self._config_maps: dict[str, ConfigMap] = {}
        self._skipped: dict[Resource, list[str]] = {}
        self.present: set[Resource] = set()

    def add(self, text: bytes, name: str) -> None:
        """Everything in `text`, JSON or YAML; `name` is the file's. Raises KprobeError where it is neither."""
        if text.lstrip()[:1] in (b"{", b"["):
            try:
                self._add_json(text)
            except BROKEN:
                # YAML may begin with a brace, too; and only its parser knows the line.
                self._add_yaml(text, name)
        else:
            self._add_yaml(text, name)

    def objects(self, kind: Kind) -> tuple[Any, ...]:
        """All objects of `kind`, in the order of the files."""
        return tuple(self._objects[kind.resource].values())

    def evidence(self) -> Evidence:
        """The ConfigMaps and API server pods that the texts held."""
        return Evidence(servers=tuple(self._servers.values()), config_maps=tuple(self._config_maps.values()))

    def gaps(self) -> tuple[Gap, ...]:
        """What was left out because it could not be decoded."""
        return tuple(
            Gap(
                what=f"{resource} that cannot be decoded: {', '.join(names[:_NAMED])}"
                + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""),
                reason=GapReason.MALFORMED,
                effect="they are left out, and what depends on them cannot be judged",
                resource=resource,
                detail="a field has another type than the Kubernetes API gives it",
            )
            for resource, names in self._skipped.items()
        )

    def _add_json(self, text: bytes) -> None:
        decode(text, dict[str, Raw])  # the whole of it is JSON, before anything of it is kept
        head = decode(text, Head)
        if not _is_list(head):
            self._add_object(head, text)
            return
        self._note_list(head)
        for raw in decode(text, _List).items or ():
            self._add_object(_inherit(decode(raw, Head), head), raw)

    def _add_yaml(self, text: bytes, name: str) -> None:
        try:
            documents = list(read_all_yaml(text))
        except YAML_BROKEN as error:
            raise KprobeError(f"{name} is neither valid JSON nor valid YAML{where(error)}") from None
        for value in documents:
            for head, item in self._flattened(value):
                self._add_object(head, item)

    def _flattened(self, value: Any) -> Iterator[tuple[Head, Any]]:
        try:
            head = convert_object(value, Head)
        except BROKEN:
            return  # a document that is no Kubernetes object
        if not _is_list(head):
            yield head, value
            return
        self._note_list(head)
        items = value.get("items")
        for item in items if isinstance(items, list) else ():
            try:
                yield _inherit(convert_object(item, Head), head), item
            except BROKEN:
                continue

    def _note_list(self, head: Head) -> None:
        """An empty PodList says that there are no pods; an empty List says nothing."""
        kind = _KINDS.get((head.api_version or "", (head.kind or "").removesuffix("List")))
        if kind is not None:
            self.present.add(kind.resource)

    def _add_object(self, head: Head, item: Any) -> None:
        name = head.metadata.name or "" if head.metadata else ""
        namespace = head.metadata.namespace or "" if head.metadata else ""
        kind = _KINDS.get((head.api_version or "", head.kind or ""))
        if namespace == SYSTEM_NAMESPACE:
            self._add_evidence(head, name, item)
        if kind is None:
            return
        self.present.add(kind.resource)
        try:
            value = _decoded(item, kind.type)
        except BROKEN:
            self._skipped.setdefault(kind.resource, []).append(f"{namespace}/{name}".strip("/") or "one without a name")
            return
        if not kind.reasons or value.reason in kind.reasons:
            self._objects[kind.resource][(namespace, name)] = value

    def _add_evidence(self, head: Head, name: str, item: Any) -> None:
        try:
            if head.kind == "ConfigMap" and name in CONFIG_MAPS:
                self._config_maps[name] = _decoded(item, ConfigMap)
            elif head.kind == "Pod":
                server = _decoded(item, ServerPod)
                if (server.metadata.labels or {}).get("component") == "kube-apiserver":
                    self._servers[name] = server
        except BROKEN:
            return  # the object itself is reported; what it might have proven stays unproven


def _decoded(item: Any, of: type[Any]) -> Any:
    return decode_object(item, of) if isinstance(item, (bytes, Raw)) else convert_object(item, of)


def _is_list(head: Head) -> bool:
    return (head.kind or "").endswith("List")


def _inherit(item: Head, outer: Head) -> Head:
    """Items of an API's own list leave out kind and apiVersion."""
    if item.kind or outer.kind == "List":
        return item
    return msgspec.structs.replace(item, kind=(outer.kind or "").removesuffix("List"), api_version=outer.api_version)
