"""A source that holds one snapshot."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from kprobe.cluster.cluster import Cluster
from kprobe.kube.want import EVERYTHING, Want
from kprobe.model.snapshot import Snapshot
from kprobe.progress import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Gives `held`, and remembers in `asked` how often."""

    held: Snapshot
    asked: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, cluster: Cluster) -> Held:
        """The snapshot that a cluster of the builders is made of."""
        return cls(held=cluster.snapshot)

    def open(self, progress: Progress) -> AbstractContextManager[Held]:
        """The same in one step."""
        del progress
        return nullcontext(self)

    def snapshot(self, progress: Progress, wants: tuple[Want, ...] = EVERYTHING) -> Snapshot:
        """All that is held, wanted or not."""
        del wants
        self.asked.append(1)
        progress.update("reading", 1, 1)
        return self.held
