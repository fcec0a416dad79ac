"""Which findings are meant: by code, object, namespace and labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from functools import cache

from msgspec import Struct

from kprobe.cluster.selectors import parse_selector
from kprobe.model.finding import Finding
from kprobe.model.refs import Ref

Labels = Mapping[str, Mapping[str, str]]
"""The labels of the object behind each exposure, by the exposure's id."""


class Selection(Struct, frozen=True, kw_only=True):
    """Findings: each field that is given must fit, one of its values is enough.

    `codes` fit a finding's code or its name; `objects` its subject, as `KIND/NAMESPACE/NAME` or, where it has no
    namespace, `KIND/NAME`; `namespaces` its subject's. All three are patterns with `*`, `?` and `[…]`. `labels`
    (kubectl's syntax) must fit the object that opens each way in that the finding is about; a finding about none has no
    labels.
    """

    codes: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    labels: str = ""

    def fits(self, finding: Finding, labels: Labels) -> bool:
        """Whether `finding` is meant. What `labels` do not have has none that fit."""
        return (
            (not self.codes or fits(finding.code, self.codes) or fits(finding.name, self.codes))
            and (not self.objects or any(names(pattern, finding.subject) for pattern in self.objects))
            and (not self.namespaces or fits(finding.subject.namespace, self.namespaces))
            and (not self.labels or self._labelled(finding, labels))
        )

    def _labelled(self, finding: Finding, labels: Labels) -> bool:
        test = _test(self.labels)
        return bool(finding.exposures) and all(i in labels and test(labels[i]) for i in finding.exposures)

    def __str__(self) -> str:
        """What it means, in the file's words; two that mean the same read the same."""
        parts = {
            "code": " or ".join(self.codes),
            "object": " or ".join(self.objects),
            "namespace": " or ".join(self.namespaces),
            "labels": self.labels,
        }
        return ", ".join(f"{name} {value}" for name, value in parts.items() if value)


def fits(text: str, patterns: tuple[str, ...]) -> bool:
    """Whether one of the patterns fits all of `text`."""
    return any(fnmatchcase(text, pattern) for pattern in patterns)


def names(pattern: str, ref: Ref) -> bool:
    """Whether `pattern` (`Service/shop/web*`, `Node/node1`) fits `ref`; a kind in any case."""
    given = pattern.split("/")
    parts = [ref.kind.lower(), *([ref.namespace] if ref.namespace else []), ref.name]
    given[0] = given[0].lower()
    return len(given) == len(parts) and all(fnmatchcase(p, g) for p, g in zip(parts, given, strict=True))


@cache
def _test(selector: str) -> Callable[[Mapping[str, str]], bool]:
    return parse_selector(selector)
