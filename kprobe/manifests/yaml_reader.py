"""YAML of strangers to marked values: one pass over the parser's events, with every cost bounded.

PyYAML's own composer is recursive, and its values have forgotten their lines. Aliases stay references here, but what
they would expand to counts (a "billion laughs" is refused before anybody walks through it), and so does nesting.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml
from msgspec import Struct, field
from yaml.constructor import SafeConstructor
from yaml.nodes import ScalarNode

from kprobe.kube.yaml_text import YAML_BROKEN, Loader, where
from kprobe.manifests.marked import NOWHERE, Block, Items, Mark

MAX_DEPTH = 100
MAX_VALUES = 1_000_000  # in a document, aliases expanded; a dump of 20,000 Services has about as many
_TAG = "tag:yaml.org,2002:"
_TEXT = frozenset({f"{_TAG}str", f"{_TAG}binary", f"{_TAG}timestamp", f"{_TAG}value", f"{_TAG}merge", "!"})
_MERGE = "<<"


class BrokenYaml(Exception):  # noqa: N818 - it says what is the matter, and is never shown by its name
    """Why a text cannot be read, and on which line (0: not known)."""

    def __init__(self, problem: str, line: int = 0) -> None:
        super().__init__(problem)
        self.problem = problem
        self.line = line


def read_documents(text: bytes) -> Iterator[Any]:
    """Every document: Blocks, Items and scalars. Raises BrokenYaml, maybe after some documents."""
    composer = _Composer()
    try:
        for event in yaml.parse(text, Loader=Loader):
            if composer.take(event):
                yield composer.finished()
    except YAML_BROKEN as error:
        mark = getattr(error, "problem_mark", None)
        said = where(error).partition(": ")[2].rstrip(")") if mark else where(error).strip(" ()")
        raise BrokenYaml(said or "it is no YAML", mark.line + 1 if mark else 0) from None


class _Open(Struct):
    """A collection that has not ended: what it holds so far, and what it would expand to."""

    value: Block | Items
    anchor: str | None
    key: str | None = None
    key_mark: Mark = NOWHERE
    merged: list[Any] = field(default_factory=list)
    size: int = 1
    height: int = 1


class _Known(Struct, frozen=True):
    """What an anchor stands for; `value` is None while it is still open."""

    value: Any
    size: int
    height: int
    ended: bool


class _Composer:
    """One document at a time."""

    def __init__(self) -> None:
        self._scalars = SafeConstructor()
        self._resolver: Any = Loader(b"")
        self._open: list[_Open] = []
        self._anchors: dict[str, _Known] = {}
        self._root: Any = None
        self._merges = 0

    def take(self, event: Any) -> bool:
        """Whether a document ends with this event."""
        mark = Mark(event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, yaml.DocumentStartEvent):
            self._anchors, self._root, self._merges = {}, None, 0
        elif isinstance(event, yaml.ScalarEvent):
            value = self._scalar(event, mark)
            if event.anchor:
                self._anchors[event.anchor] = _Known(value, 1, 1, ended=True)
            self._put(value, mark, size=1, height=1, plain=event.implicit[0])
        elif isinstance(event, yaml.AliasEvent):
            known = self._anchors.get(event.anchor or "")
            if known is None or not known.ended:
                raise BrokenYaml(f"*{event.anchor} refers to {'itself' if known else 'nothing'}", mark.line)
            self._put(known.value, mark, size=known.size, height=known.height)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._begin(event, mark)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._end(mark)
        return isinstance(event, yaml.DocumentEndEvent)

    def finished(self) -> Any:
        """The document."""
        return self._root

    def _begin(self, event: Any, mark: Mark) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise BrokenYaml(f"it is nested more than {MAX_DEPTH} levels deep", mark.line)
        if event.tag not in {None, "!", f"{_TAG}map", f"{_TAG}seq", f"{_TAG}set", f"{_TAG}omap", f"{_TAG}pairs"}:
            raise BrokenYaml(f"tag {event.tag} has no meaning in a manifest", mark.line)
        value = Block(mark) if isinstance(event, yaml.MappingStartEvent) else Items(mark)
        if event.anchor:
            self._anchors[event.anchor] = _Known(None, 0, 0, ended=False)
        self._open.append(_Open(value=value, anchor=event.anchor))

    def _end(self, mark: Mark) -> None:
        done = self._open.pop()
        for block in done.merged:
            self._merge(done.value, block, mark)
        if done.anchor:
            self._anchors[done.anchor] = _Known(done.value, done.size, done.height, ended=True)
        self._put(done.value, done.value.mark, size=done.size, height=done.height + 1)

    def _put(self, value: Any, mark: Mark, *, size: int, height: int, plain: bool = True) -> None:
        if not self._open:
            self._root = value
            return
        into = self._open[-1]
        into.size += size
        into.height = max(into.height, height)
        if into.size > MAX_VALUES:
            raise BrokenYaml(f"it holds more than {MAX_VALUES:,} values, or expands to them", mark.line)
        if len(self._open) + height > MAX_DEPTH + 1:
            raise BrokenYaml(f"it is nested more than {MAX_DEPTH} levels deep", mark.line)
        if isinstance(into.value, Items):
            into.value.append(value)
            into.value.marks.append(mark)
        elif into.key is None:
            into.key, into.key_mark = _key(value, mark), mark
            if into.key == _MERGE and not plain:
                into.key = f"{_MERGE} "  # a quoted one is a key like any other
        else:
            self._field(into, value)

    def _field(self, into: _Open, value: Any) -> None:
        key, block = into.key or "", into.value
        into.key = None
        if key == _MERGE:
            into.merged.extend(value if isinstance(value, Items) else [value])
        elif isinstance(block, Block):
            key = key if key != f"{_MERGE} " else _MERGE
            block[key] = value
            block.marks[key] = into.key_mark

    def _merge(self, into: Block | Items, block: Any, mark: Mark) -> None:
        """What is merged never replaces what is there; the first of several wins (yaml.org/type/merge)."""
        if not isinstance(block, Block) or not isinstance(into, Block):
            raise BrokenYaml("<< merges something that is no mapping", mark.line)
        self._merges += len(block) + 1
        if self._merges > MAX_VALUES:
            raise BrokenYaml(f"it merges more than {MAX_VALUES:,} values", mark.line)
        for key, value in block.items():
            if key not in into:
                into[key] = value
                into.marks[key] = block.marks[key]

    def _scalar(self, event: Any, mark: Mark) -> Any:
        text: str = event.value
        tag = event.tag or self._resolver.resolve(ScalarNode, text, event.implicit)
        if tag in _TEXT:
            return text
        node = ScalarNode(tag=tag, value=text)
        try:
            if tag == f"{_TAG}null":
                return None
            if tag == f"{_TAG}bool":
                return self._scalars.construct_yaml_bool(node)
            if tag == f"{_TAG}int":  # 12:30 is no number of base 60 to Kubernetes' parser
                return text if ":" in text else self._scalars.construct_yaml_int(node)
            if tag == f"{_TAG}float":
                return text if ":" in text else self._scalars.construct_yaml_float(node)
        except (ValueError, KeyError):
            raise BrokenYaml(f"a value is no {tag.removeprefix(_TAG)} that can be read", mark.line) from None
        raise BrokenYaml(f"tag {tag} has no meaning in a manifest", mark.line)


def _key(value: Any, mark: Mark) -> str:
    """Keys as JSON has them: text (sigs.k8s.io/yaml)."""
    if isinstance(value, (Block, Items)):
        raise BrokenYaml("a key is no text", mark.line)
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)
