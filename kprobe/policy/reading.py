"""From a policy file to a Policy, or to the one message that says what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from kprobe.cluster.selectors import parse_selector
from kprobe.errors import UsageError
from kprobe.exposures.kind import Kind
from kprobe.model.exposure import Scope
from kprobe.model.finding import Severity
from kprobe.model.text import sanitised
from kprobe.policy.documents import Document
from kprobe.policy.file_types import AnnotationEntry, ExposedEntry, IgnoreEntry, PolicyFile, SeverityEntry
from kprobe.policy.mistakes import Path, did_you_mean, mistake, told
from kprobe.policy.policy import Allowance, Expected, Ignore, Override, Policy
from kprobe.policy.selection import Selection
from kprobe.registry import load

T = TypeVar("T")


def read_policy(document: Document, name: str, codes: Mapping[str, str]) -> Policy:
    """The policy in `document`; `codes` are those that a finding may have, by themselves and by what they are called.

    Raises UsageError for a key, a type, a code or a pattern that cannot be meant as it stands.
    """
    value = {} if document.value is None else document.value
    try:
        file = msgspec.convert(value, PolicyFile)
    except msgspec.ValidationError as error:
        path, said, hint = told(error, PolicyFile)
        raise mistake(document.at(path), said, hint) from None
    reader = _Reader(document, codes)
    return sanitised(
        Policy(
            name=name,
            fail_on="" if file.fail_on is UNSET else file.fail_on,
            severities=reader.each("severities", file.severities, reader.override),
            ignores=_once(reader.each("ignores", file.ignores, reader.ignore), document),
            exposed=None if file.exposed is UNSET else reader.each("exposed", file.exposed, reader.expected),
            annotations=reader.each("annotations", file.annotations, reader.allowance),
        )
    )


class _Reader:
    """What the types alone do not tell: that codes and kinds exist, that something is selected at all."""

    def __init__(self, document: Document, codes: Mapping[str, str]) -> None:
        self._document = document
        self._by_name = codes
        self._kinds = tuple(kind.slug for kind in load("kprobe.exposures", "KIND", Kind))

    def each(self, key: str, entries: Iterable[Any], read: Callable[[Path, Any], T]) -> tuple[T, ...]:
        return tuple(read((key, number), entry) for number, entry in enumerate(entries))

    def override(self, path: Path, entry: SeverityEntry) -> Override:
        return Override(selection=self._selection(path, entry), severity=Severity(entry.severity))

    def ignore(self, path: Path, entry: IgnoreEntry) -> Ignore:
        if not entry.reason.strip():
            raise mistake(self._document.at((*path, "reason")), "an ignore needs a reason")
        until = None if entry.until is UNSET else entry.until
        return Ignore(selection=self._selection(path, entry), reason=" ".join(entry.reason.split()), until=until)

    def expected(self, path: Path, entry: ExposedEntry) -> Expected:
        expected = Expected(
            ids=_several(entry.id),
            kinds=_several(entry.kind),
            namespaces=_several(entry.namespace),
            scopes=tuple(map(Scope, _several(entry.scope))),
            ports=tuple(self._ports((*path, "port"), p) for p in _several(entry.port)),
            optional=entry.optional,
        )
        for kind in expected.kinds:
            if kind not in self._kinds:
                hint = did_you_mean(kind, self._kinds, "Kinds")
                raise mistake(self._document.at((*path, "kind")), f"there is no kind of way in {kind!r}", hint)
        if not str(expected):
            raise mistake(
                self._document.at(path),
                "this would expect every way in there is",
                "Give id, kind, namespace, scope or port.",
            )
        return expected

    def allowance(self, path: Path, entry: AnnotationEntry) -> Allowance:
        codes = self._codes((*path, "code"), _several(entry.code))
        return Allowance(namespaces=_several(entry.namespace), codes=codes)

    def _selection(self, path: Path, entry: SeverityEntry | IgnoreEntry) -> Selection:
        selection = Selection(
            codes=self._codes((*path, "code"), _several(entry.code)),
            objects=_several(entry.object),
            namespaces=_several(entry.namespace),
            labels="" if entry.labels is UNSET else entry.labels.strip(),
        )
        if not str(selection):
            raise mistake(
                self._document.at(path),
                "this would fit every finding there is",
                "Give code, object, namespace or labels.",
            )
        for pattern in selection.objects:
            if not 2 <= len(pattern.split("/")) <= 3 or not all(pattern.split("/")):
                raise mistake(
                    self._document.at((*path, "object")),
                    f"{pattern!r} names no object",
                    "Write KIND/NAMESPACE/NAME, or KIND/NAME where it has no namespace: Service/shop/web, Node/node1.",
                )
        try:
            parse_selector(selection.labels)
        except UsageError as error:
            raise mistake(self._document.at((*path, "labels")), error.message, error.hint) from None
        return selection

    def _codes(self, path: Path, given: tuple[str, ...]) -> tuple[str, ...]:
        """A name becomes its code; a pattern stays, but must fit one at least."""
        for code in given:
            if not any(fnmatchcase(word, code) for word in self._by_name):
                raise mistake(self._document.at(path), f"no check or cause is called {code!r}", self._near(code))
        return tuple(self._by_name.get(code, code) for code in given)

    def _near(self, code: str) -> str:
        meant = code.upper().replace("O", "0")  # the one letter that looks like a digit
        if meant in self._by_name:
            return f"Did you mean {meant}?"
        return did_you_mean(code, self._by_name, "") or "kprobe checks lists them all."

    def _ports(self, path: Path, port: int | str) -> tuple[int, int]:
        first, _, last = str(port).partition("-")
        if not 1 <= int(first) <= int(last or first) <= 65535:
            raise mistake(self._document.at(path), f"{port!r} is no range of ports", "First and last: 30000-32767.")
        return int(first), int(last or first)


def _several(value: Any | UnsetType) -> tuple[Any, ...]:
    """One or several, as a person may write it."""
    if value is UNSET:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _once(ignores: tuple[Ignore, ...], document: Document) -> tuple[Ignore, ...]:
    """Of two that fit the same, one would be left when the other is thought to be gone."""
    seen: dict[str, int] = {}
    for number, ignore in enumerate(ignores):
        if (first := seen.setdefault(str(ignore.selection), number)) != number:
            raise mistake(
                document.at(("ignores", number)), f"this fits the same as ignores[{first}]", "Keep one of them."
            )
    return ignores
