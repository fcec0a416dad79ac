"""A workload that may make no pods: what the controllers' own words ask for."""

from __future__ import annotations

import re

from kprobe.cluster.cluster import Cluster
from kprobe.lookup.commands import kubectl, named
from kprobe.lookup.fixer import Fixer
from kprobe.model.finding import Finding

# plugin/pkg/admission/serviceaccount and staging/.../resourcequota: what they refuse a pod with
_NO_ACCOUNT = re.compile(r'serviceaccount "([^"]+)" not found')
_QUOTA = re.compile(r"exceeded quota: ([^,\s]+)")


def fix(cluster: Cluster, finding: Finding) -> tuple[str, ...]:
    """A service account is made, a quota shown (how much is enough, its owner knows), a rollout resumed."""
    ref, said = finding.subject, " ".join(finding.evidence)
    service = cluster.services.get((ref.namespace, ref.name))
    makers = cluster.templates.matching(ref.namespace, service.spec.selector if service else None)
    commands = [
        kubectl(ref.namespace, "rollout", "resume", named(maker)) for maker, item in makers.items() if item.paused
    ]
    if account := _NO_ACCOUNT.search(said):
        commands.append(kubectl(ref.namespace, "create", "serviceaccount", account[1]))
    if quota := _QUOTA.search(said):
        commands.append(kubectl(ref.namespace, "describe", "resourcequota", quota[1]))
    return tuple(commands)


FIXER = Fixer(slug="workload-makes-no-pods", code="KP307", fix=fix)
