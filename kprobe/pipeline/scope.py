"""What of a scan is shown: namespaces and labels choose ways in, and with them findings and notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zlib import crc32

from msgspec import Struct

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.selectors import parse_selector
from kprobe.exposures.host_network import undeclared
from kprobe.model.exposure import Exposure
from kprobe.model.finding import Finding
from kprobe.model.refs import Ref
from kprobe.model.report import Narrowed, Shard
from kprobe.pipeline.bounds import Bounds, needs
from kprobe.pipeline.finish import worst_findings_first
from kprobe.pipeline.reading import Needs, everything


def shard_of(exposure: Exposure, of: int) -> int:
    """Which of `of` parts it is in, in every run; all ways in to one workload are together, to explain each other."""
    return crc32(str(exposure.workload or exposure.service or exposure.source).encode()) % of


class Scope(Struct, frozen=True, kw_only=True):
    """`namespaces` and label `selector` (kubectl's syntax) of what is shown; empty: all. `shard`: a part of that."""

    namespaces: tuple[str, ...] = ()
    selector: str = ""
    shard: Shard | None = None

    @property
    def narrowed(self) -> Narrowed | None:
        """The same for the report."""
        if not self.namespaces and not self.selector:
            return None
        return Narrowed(namespaces=self.namespaces, selector=self.selector)

    def test(self) -> Callable[[Exposure], bool]:
        """Whether a way in is shown; raises UsageError for a selector that cannot be read."""
        matches = parse_selector(self.selector)
        return lambda e: (
            (not self.namespaces or e.source.namespace in self.namespaces)
            and matches(dict(e.labels))
            and (self.shard is None or shard_of(e, self.shard.of) == self.shard.index)
        )

    def needs(self) -> Needs:
        """What has to be read to show it: everything, or what lives there and what serves that."""
        if not self.namespaces and not self.selector:
            return everything
        labels = "" if self.namespaces else self.selector
        return needs(lambda _: Bounds(namespaces=frozenset(self.namespaces), labels=labels, host_ports=True))

    def findings(
        self, findings: tuple[Finding, ...], shown: tuple[Exposure, ...], everything: tuple[Exposure, ...]
    ) -> tuple[Finding, ...]:
        """Findings that touch what was asked for: an exposure that is shown, or an object of its namespaces.

        What breaks no way in is in no shard alone, so each has it.
        """
        ordered = worst_findings_first(findings)
        if len(shown) == len(everything):
            return ordered
        ids = {e.id for e in shown}
        of_all = not self.namespaces and not self.selector
        return tuple(
            f
            for f in ordered
            if ids.intersection(f.exposures)
            or (not self.selector and f.subject.namespace in self.namespaces)
            or (of_all and not f.exposures)
        )

    def notes(self, cluster: Cluster) -> tuple[str, ...]:
        """What a reader must know beside the rows."""
        part = () if self.shard is None else (f"This is shard {self.shard}: `kprobe merge` joins the reports of all.",)
        return (*part, *self._unread(cluster), *self._undeclared(cluster))

    def _unread(self, cluster: Cluster) -> tuple[str, ...]:
        if not cluster.snapshot.parts:
            return ()
        where = f"-n {' -n '.join(self.namespaces)}" if self.namespaces else f"-l {self.selector}"
        return (
            f"Read for this, by {where}: what is shown and what serves it. Pods elsewhere are not compared with it.",
        )

    def _undeclared(self, cluster: Cluster) -> tuple[str, ...]:
        silent = [w for w in undeclared(cluster) if not self.namespaces or w.namespace in self.namespaces]
        return () if self.selector else on_undeclared(silent)


def on_undeclared(silent: Sequence[Ref]) -> tuple[str, ...]:
    """That host-network workloads which declare no port (`silent`) open some all the same."""
    if not silent:
        return ()
    named = ", ".join(map(str, silent[:3])) + (f" and {len(silent) - 3} more" if len(silent) > 3 else "")
    return (f"Which ports these open is not in the API, as they use the host network and declare none: {named}.",)
