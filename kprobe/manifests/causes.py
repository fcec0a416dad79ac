"""Which findings manifests bring with them, or have a part in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kprobe.manifests.mentions import Mentions
from kprobe.model.finding import Finding


def brought(
    applied: Iterable[Finding], live: Iterable[Finding], without: Iterable[Finding], mentions: Mentions
) -> Iterator[Finding]:
    """Of what would be found with the manifests applied, all but what has nothing to do with them.

    A finding has nothing to do with them where it is there today and would be there, too, had their objects never been;
    unless it is worse than both, or names one of their objects that it would not name without them.
    """
    now, never = _by_id(live), _by_id(without)
    for finding in applied:
        today, anyhow = now.get(finding.id), never.get(finding.id)
        if today is None or anyhow is None or _adds(finding, today, anyhow, mentions):
            yield finding


def _adds(finding: Finding, today: Finding, anyhow: Finding, mentions: Mentions) -> bool:
    worse = finding.severity.rank < min(today.severity.rank, anyhow.severity.rank)
    return worse or bool(set(mentions.of(finding)) - set(mentions.of(anyhow)))


def _by_id(findings: Iterable[Finding]) -> Mapping[str, Finding]:
    return {f.id: f for f in findings}
