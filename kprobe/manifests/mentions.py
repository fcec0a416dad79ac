"""Which of the manifests' objects a finding speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kprobe.model.finding import Finding
from kprobe.model.refs import Ref

_END = r"(?![A-Za-z0-9_-]|[./][A-Za-z0-9])"


class Mentions:
    """Finds objects by the way that findings print them (`Service shop/web`)."""

    def __init__(self, refs: Iterable[Ref]) -> None:
        self._refs = {str(ref): ref for ref in refs}
        names = sorted(map(re.escape, self._refs), key=len, reverse=True)
        self._pattern = re.compile(f"(?:{'|'.join(names)}){_END}") if names else None

    def of(self, finding: Finding) -> tuple[Ref, ...]:
        """The subject first, then those of the message, then of the evidence; each once."""
        subject = str(finding.subject)
        found = [self._refs[subject]] if subject in self._refs else []
        for text in (finding.message, *finding.evidence):
            found += [self._refs[name] for name in (self._pattern.findall(text) if self._pattern else ())]
        return tuple(dict.fromkeys(found))
