"""A backend that does not exist: the Service of the namespace whose name is closest."""

from __future__ import annotations

from difflib import get_close_matches

from kprobe.cluster.cluster import Cluster
from kprobe.lookup.commands import json_patch
from kprobe.lookup.fixer import Fixer
from kprobe.lookup.ingress_paths import backends
from kprobe.model.finding import Finding


def fix(cluster: Cluster, finding: Finding) -> tuple[str, ...]:
    """One command for all the rules; `test` keeps it from changing what is no longer there."""
    ref = finding.subject
    ingress = cluster.ingresses.get((ref.namespace, ref.name))
    offered = sorted(name for namespace, name in cluster.services if namespace == ref.namespace)
    operations: list[dict[str, object]] = []
    for pointer, backend in backends(ingress) if ingress else ():
        if (ref.namespace, backend.name) in cluster.services or finding.detail not in {"", backend.name}:
            continue
        close = get_close_matches(backend.name, offered, n=2, cutoff=0.6)
        if len(close) != 1:
            return ()
        operations += [
            {"op": "test", "path": f"{pointer}/name", "value": backend.name},
            {"op": "replace", "path": f"{pointer}/name", "value": close[0]},
        ]
    return (json_patch(ref, *operations),) if operations else ()


FIXER = Fixer(slug="ingress-backend-missing", code="KP501", fix=fix)
