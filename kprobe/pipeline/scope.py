"""What of a scan is shown: namespaces and labels choose ways in, and with them findings and notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.selectors import parse_selector
from kprobe.exposures.host_network import undeclared
from kprobe.model.exposure import Exposure
from kprobe.model.finding import Finding
from kprobe.model.refs import Ref
from kprobe.pipeline.finish import worst_findings_first


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """`namespaces` and label `selector` (kubectl's syntax) of what is shown; empty: everything."""

    namespaces: tuple[str, ...] = ()
    selector: str = ""

    def test(self) -> Callable[[Exposure], bool]:
        """Whether a way in is shown; raises UsageError for a selector that cannot be read."""
        matches = parse_selector(self.selector)
        return lambda e: (not self.namespaces or e.source.namespace in self.namespaces) and matches(dict(e.labels))

    def findings(
        self, findings: tuple[Finding, ...], shown: tuple[Exposure, ...], everything: tuple[Exposure, ...]
    ) -> tuple[Finding, ...]:
        """Findings that touch what was asked for: an exposure that is shown, or an object of its namespaces."""
        ordered = worst_findings_first(findings)
        if len(shown) == len(everything):
            return ordered
        ids = {e.id for e in shown}
        return tuple(
            f
            for f in ordered
            if ids.intersection(f.exposures) or (not self.selector and f.subject.namespace in self.namespaces)
        )

    def notes(self, cluster: Cluster) -> tuple[str, ...]:
        """What a reader must know beside the rows."""
        silent = [w for w in undeclared(cluster) if not self.namespaces or w.namespace in self.namespaces]
        return () if self.selector else on_undeclared(silent)


def on_undeclared(silent: Sequence[Ref]) -> tuple[str, ...]:
    """That host-network workloads which declare no port (`silent`) open some all the same."""
    if not silent:
        return ()
    named = ", ".join(map(str, silent[:3])) + (f" and {len(silent) - 3} more" if len(silent) > 3 else "")
    return (f"Which ports these open is not in the API, as they use the host network and declare none: {named}.",)
