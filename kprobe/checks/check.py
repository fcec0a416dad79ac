"""What a check is."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kprobe.checks.exposures_index import Exposures
from kprobe.cluster.cluster import Cluster
from kprobe.model.fault import Fault
from kprobe.model.finding import Finding


class Check(Fault, frozen=True, kw_only=True):
    """One thing to judge a cluster by: `run` gives what is wrong."""

    run: Callable[[Cluster, Exposures], Iterable[Finding]]

    @property
    def told_by(self) -> Callable[[Cluster, Exposures], Iterable[Finding]]:
        """See Fault."""
        return self.run
