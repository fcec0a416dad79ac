"""Which of the manifests' objects a finding speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kprobe.model.finding import Finding
from kprobe.model.refs import Ref

_AFTER = ".,:;)'\""  # what may stand behind a name, and is no part of it


class Mentions:
    """Finds objects by the way that findings print them (`Service shop/web`)."""

    def __init__(self, refs: Iterable[Ref]) -> None:
        self._refs = {str(ref): ref for ref in refs}
        kinds = sorted({re.escape(ref.kind) for ref in self._refs.values()})
        self._pattern = re.compile(rf"\b(?:{'|'.join(kinds)}) \S+") if kinds else None

    def of(self, finding: Finding) -> tuple[Ref, ...]:
        """The subject first, then those of the message, then of the evidence; each once."""
        found = dict.fromkeys(self._in(str(finding.subject)))
        for text in (finding.message, *finding.evidence):
            found.update(dict.fromkeys(self._in(text)))
        return tuple(found)

    def _in(self, text: str) -> Iterator[Ref]:
        for name in self._pattern.findall(text) if self._pattern else ():
            ref = self._refs.get(name) or self._refs.get(name.rstrip(_AFTER))
            if ref is not None:
                yield ref
