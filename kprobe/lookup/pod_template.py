"""Changes of a workload's pod template."""

from __future__ import annotations

from typing import Any

from kprobe.lookup.backend import Backend
from kprobe.lookup.commands import patch

CHANGEABLE = frozenset({"Deployment", "DaemonSet", "StatefulSet"})


def why_not_changeable(backend: Backend) -> str:
    """Why a command cannot change the pods, "" where it can."""
    if backend.workload is None:
        return "which workload its pods belong to is not known"
    if backend.workload.kind not in CHANGEABLE:
        kind = backend.workload.kind
        return f"the ports of a {kind} that exists cannot be changed: write it into its manifest, and make it anew"
    if backend.pod_spec is None or backend.container is None:
        return "its pod template could not be read"
    return ""


def patch_template(backend: Backend, spec: dict[str, Any]) -> str:
    """The command that merges `spec` into the template's."""
    if backend.workload is None:
        msg = "only a workload has a template"
        raise ValueError(msg)
    return patch(backend.workload, {"spec": {"template": {"spec": spec}}})
