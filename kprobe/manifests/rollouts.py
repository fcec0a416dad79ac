"""Deployments whose every rollout will be stuck, as no node has their host port free for one more pod.

A rollout starts new pods before it ends old ones, unless `maxUnavailable` allows otherwise; rounded down, the default
of 25 % is none of up to three pods (row HN-14; ResolveFenceposts in pkg/controller/deployment/util).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from kprobe.checks.pod_waits_for_host_port import CHECK
from kprobe.checks.wording import listed
from kprobe.cluster.cluster import Cluster
from kprobe.kube.decoding import BROKEN, convert_object
from kprobe.manifests.manifest import Manifest
from kprobe.model.finding import Confidence, Finding, Severity

DETAIL = "rollout"


class _Rolling(Struct, frozen=True, kw_only=True, rename="camel"):
    max_surge: int | str = "25%"
    max_unavailable: int | str = "25%"


class _Strategy(Struct, frozen=True, kw_only=True, rename="camel"):
    type: str = "RollingUpdate"
    rolling_update: _Rolling = field(default_factory=_Rolling)


class _Spec(Struct, frozen=True, kw_only=True, rename="camel"):
    strategy: _Strategy = field(default_factory=_Strategy)


class _Deployment(Struct, frozen=True, kw_only=True):
    spec: _Spec = field(default_factory=_Spec)


def stuck_rollouts(applied: Cluster, cramped: Iterable[Manifest]) -> Iterator[Finding]:
    """Of Deployments for whose pods no further node is free (`cramped`), those that cannot do without one."""
    for manifest in cramped:
        claims = [c for c in applied.claims.of_pods if c.workload == manifest.ref]
        pods = {c.holder for c in claims}
        if not pods or not all(c.placed for c in claims) or _may_end_one_first(manifest, len(pods)):
            continue
        ports = listed(sorted({f"{c.port}/{c.protocol}" for c in claims}))
        yield CHECK.finding(
            manifest.ref,
            f"every rollout of {manifest.ref} will be stuck: no node has host port {ports} free for one more pod",
            severity=Severity.WARNING,
            confidence=Confidence.LIKELY,
            detail=DETAIL,
            evidence=("its strategy starts a new pod before it ends an old one",),
            fix=("Let an old pod go first: strategy.rollingUpdate.maxSurge 0 and maxUnavailable 1, or a DaemonSet.",),
        )


def _may_end_one_first(manifest: Manifest, replicas: int) -> bool:
    try:
        strategy = convert_object(manifest.source, _Deployment).spec.strategy
    except BROKEN:
        return True  # nothing is said about what cannot be read
    if strategy.type != "RollingUpdate":
        return True
    surge = _scaled(strategy.rolling_update.max_surge, replicas, up=True)
    unavailable = _scaled(strategy.rolling_update.max_unavailable, replicas, up=False)
    return unavailable > 0 or surge == 0


def _scaled(value: int | str, replicas: int, *, up: bool) -> int:
    """A number, or a part of all pods in per cent; what is neither lets any number go."""
    if isinstance(value, int):
        return value
    text = value.removesuffix("%")
    if not (text.isascii() and text.isdigit()) or len(text) > 4:
        return replicas
    whole, rest = divmod(int(text) * replicas, 100)
    return whole + 1 if up and rest else whole
