"""What a fixer is: it turns a finding into commands to paste, from what the cluster has."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Finding


class Fixer(Struct, frozen=True, kw_only=True):
    """`slug` and `code` are the finding's. `fix` returns no command where the cluster does not tell which one is right.

    The commands are one line each, and are shown, never run.
    """

    slug: str
    code: str
    fix: Callable[[Cluster, Finding], tuple[str, ...]]
