"""Texts to objects: documents, lists, defaults for the namespace; what is no manifest is counted or refused."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec.structs import replace

from kprobe.errors import UsageError
from kprobe.kube.decoding import BROKEN, convert_object
from kprobe.manifests.kinds import BY_NAME, ManifestKind, may_make_pods, outdated
from kprobe.manifests.manifest import Manifest, Manifests, Refused
from kprobe.manifests.marked import Block, Items, Path, mark_of
from kprobe.manifests.refusals import refusals
from kprobe.manifests.texts import Text
from kprobe.manifests.yaml_reader import BrokenYaml, read_documents
from kprobe.model.finding import Place
from kprobe.model.refs import Ref

_TEMPLATE = "{{"
_HOOK = "helm.sh/hook"
_RENDER = "render it first: helm template CHART | kprobe check -f -"


def read_manifests(texts: Iterable[Text]) -> Manifests:
    """All objects, those that name no namespace with none (`in_namespace`). Of one that comes twice the last counts.

    Raises UsageError for text that is no YAML, for templates, and where nothing is a Kubernetes object.
    """
    reader = _Reader()
    for text in texts:
        reader.read(text)
    return reader.result()


def in_namespace(manifests: Manifests, namespace: str) -> Manifests:
    """With `namespace` for what names none, as `kubectl -n` has it."""
    objects: dict[Ref, Manifest] = {}
    for manifest in manifests.objects:
        if manifest.kind.namespaced and not manifest.ref.namespace:
            meta = msgspec.structs.replace(manifest.object.metadata, namespace=namespace)
            moved = msgspec.structs.replace(manifest.object, metadata=meta)
            manifest = replace(manifest, ref=replace(manifest.ref, namespace=namespace), object=moved)  # noqa: PLW2901
        objects[manifest.ref] = manifest
    operated = tuple(replace(r, namespace=r.namespace or namespace) for r in manifests.operated)
    refused = tuple(replace(r, ref=replace(r.ref, namespace=r.ref.namespace or namespace)) for r in manifests.refused)
    return replace(manifests, objects=tuple(objects.values()), operated=operated, refused=refused)


class _Reader:
    def __init__(self) -> None:
        self._objects: dict[Ref, Manifest] = {}
        self._files: list[str] = []
        self._passed: Counter[str] = Counter()
        self._operated: list[Ref] = []
        self._refused: list[Refused] = []
        self._notes: list[str] = []
        self._strangers = 0

    def result(self) -> Manifests:
        if not self._objects and not self._passed and not self._refused:
            raise UsageError(
                f"no Kubernetes object in {', '.join(self._files[:3]) or 'what was given'}",
                hint="Give the files of manifests, folders of them, or - for standard input.",
            )
        notes = list(self._notes)
        if self._strangers:
            notes.append(f"Documents that are no Kubernetes objects were passed over: {self._strangers}.")
        return Manifests(
            objects=tuple(self._objects.values()),
            files=len(self._files),
            passed_over=tuple(sorted(self._passed.items(), key=lambda item: (-item[1], item[0]))),
            operated=tuple(self._operated),
            refused=tuple(self._refused),
            notes=tuple(notes),
        )

    def read(self, text: Text) -> None:
        self._files.append(text.name)
        try:
            for document in read_documents(text.content):
                if document is not None:
                    self._take(document, text.name)
        except BrokenYaml as broken:
            plain = _json(text.content)
            if plain is None:
                raise _refused(text, broken) from None
            self._take(plain, text.name)

    def _take(self, value: Any, file: str) -> None:
        """One object, or a list of them (of lists, as a tool may write; nesting is bounded by the reader)."""
        if not isinstance(value, Block) or not isinstance(value.get("kind"), str) or "apiVersion" not in value:
            self._strangers += 1
        elif value["kind"].endswith("List") and isinstance(value.get("items"), Items):
            for item in value["items"]:
                self._take(_inherited(item, value), file)
        else:
            self._object(value, file)

    def _object(self, value: Block, file: str) -> None:
        api_version, kind = str(value["apiVersion"]), value["kind"]
        known = BY_NAME.get((api_version, kind))
        ref = self._ref(value, kind, known, file)
        if known is None:
            self._passed[kind] += 1
            if may_make_pods(api_version):
                self._operated.append(ref)
            if (now := outdated(api_version, kind)) is not None:
                at = f"{file}:{mark_of(value, ('apiVersion',)).line}"
                self._notes.append(f"{at}: {ref} is of {api_version}, which is served no more: {now.api_version} is.")
            return
        if known.template is not None and _HOOK in _annotations(value):
            self._passed["Helm hook"] += 1
            return
        self._decoded(value, known, ref, file)

    def _decoded(self, value: Block, kind: ManifestKind, ref: Ref, file: str) -> None:
        try:
            decoded = convert_object(value, kind.type)
        except BROKEN as error:
            path, said = _located(str(error))
            self._refuse(value, ref, file, path, said)
            return
        if (wrong := next(refusals(decoded), None)) is not None:
            self._refuse(value, ref, file, wrong.path, wrong.reason)
            return
        if ref in self._objects:
            first = self._objects[ref].place()
            at = f"{file}:{mark_of(value, ('metadata', 'name')).line}"
            self._notes.append(f"{ref} stands at {first.file}:{first.line} and at {at}: the last counts.")
            del self._objects[ref]
        self._objects[ref] = Manifest(ref=ref, kind=kind, object=_written(decoded, ref), file=file, source=value)

    def _refuse(self, value: Block, ref: Ref, file: str, path: Path, said: str) -> None:
        mark = mark_of(value, path)
        if _TEMPLATE in str(_at(value, path)):
            raise UsageError(f"{file}:{mark.line} is a template that has not been rendered", hint=_RENDER)
        field = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).lstrip(".")
        place = Place(file=file, line=mark.line, column=mark.column)
        self._refused.append(Refused(ref=ref, field=field, reason=said, place=place))

    def _ref(self, value: Block, kind: str, known: ManifestKind | None, file: str) -> Ref:
        meta = value.get("metadata")
        fields = meta if isinstance(meta, Block) else Block()
        name = fields.get("name", f"{fields.get('generateName') or ''}…")
        namespace = fields.get("namespace") or ""
        for key, text in (("name", name), ("namespace", namespace)):
            if _TEMPLATE in str(text):
                line = mark_of(value, ("metadata", key)).line
                raise UsageError(f"{file}:{line} is a template that has not been rendered", hint=_RENDER)
        namespaced = known is None or known.namespaced
        return Ref(kind=kind, namespace=str(namespace) if namespaced else "", name=str(name))


def _written(decoded: Any, ref: Ref) -> Any:
    """What applying takes of an object: not its status, its age, or an end that a dump of a cluster has in it."""
    fresh = type(decoded)()
    meta = msgspec.structs.replace(
        decoded.metadata,
        name=ref.name,
        namespace=ref.namespace,
        uid="",
        creation_timestamp=None,
        deletion_timestamp=None,
    )
    kept = {"status": fresh.status} if hasattr(fresh, "status") else {}
    return msgspec.structs.replace(decoded, metadata=meta, **kept)


def _annotations(value: Block) -> Block:
    meta = value.get("metadata")
    found = meta.get("annotations") if isinstance(meta, Block) else None
    return found if isinstance(found, Block) else Block()


def _inherited(item: Any, outer: Block) -> Any:
    """Items of an API's own list (`PodList`) leave out kind and apiVersion."""
    if not isinstance(item, Block) or outer["kind"] == "List" or "kind" in item:
        return item
    full = Block(item.mark)
    full.update(item)
    full.marks.update(item.marks)
    full["kind"], full["apiVersion"] = outer["kind"].removesuffix("List"), outer.get("apiVersion")
    return full


def _located(message: str) -> tuple[Path, str]:
    """The path in a decoder's message ("Expected `int`, got `str` - at `$.spec.ports[0].nodePort`"), and the rest."""
    said, _, place = message.partition(" - at `$")
    said = said.replace("`", "")
    if said.startswith("Expected str") and said.endswith("got bool"):
        said += " (off, on, yes and no are truth values in YAML, unless they are quoted)"
    return tuple(_steps(place.rstrip("`"))), said


def _steps(text: str) -> Iterator[str | int]:
    for part in text.split("."):
        name, *indexes = part.split("[")
        if name:
            yield name
        for index in indexes:
            number = index.rstrip("]")
            if not number.isdigit():  # "[...]": a key of a mapping, which the decoder does not tell
                return
            yield int(number)


def _at(value: Any, path: Path) -> Any:
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return ""
    return value


def _json(content: bytes) -> Any:
    """JSON that is no YAML (escaped characters beyond U+FFFF), without its lines; None where it is no JSON either."""
    if content.lstrip()[:1] not in {b"{", b"["}:
        return None
    try:
        return _marked(json.loads(content), 0)
    except (ValueError, RecursionError):
        return None


def _marked(value: Any, depth: int) -> Any:
    if depth > 100:
        raise ValueError("nested too deeply")
    if isinstance(value, dict):
        block = Block()
        block.update({key: _marked(item, depth + 1) for key, item in value.items()})
        return block
    if isinstance(value, list):
        items = Items()
        items.extend(_marked(item, depth + 1) for item in value)
        items.marks.extend([items.mark] * len(items))
        return items
    return value


def _refused(text: Text, broken: BrokenYaml) -> UsageError:
    at = f"{text.name}:{broken.line}" if broken.line else text.name
    lines = text.content.split(b"\n")
    templated = next((n for n, line in enumerate(lines, 1) if _TEMPLATE.encode() in line.partition(b"#")[0]), 0)
    if templated:
        return UsageError(f"{text.name}:{templated} is a template that has not been rendered", hint=_RENDER)
    return UsageError(f"{at} is not valid YAML: {broken.problem}")
