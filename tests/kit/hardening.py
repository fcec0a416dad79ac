"""What a pod may do beyond what kprobe needs; the Pod Security Standard "restricted", and more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_HOST = ("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace")
_VOLUMES = frozenset({"configMap", "emptyDir", "persistentVolumeClaim"})


def weaknesses(spec: dict[str, Any]) -> list[str]:
    """What is wrong with a pod, in words; empty where it is as tight as it can be."""
    return [*_of_pod(spec), *(said for c in spec["containers"] for said in _of_container(c))]


def _of_pod(spec: dict[str, Any]) -> Iterator[str]:
    yield from (f"it has {name}" for name in _HOST if spec.get(name))
    context = spec.get("securityContext", {})
    if context.get("runAsNonRoot") is not True or not context.get("runAsUser"):
        yield "it may run as root"
    if context.get("seccompProfile") != {"type": "RuntimeDefault"}:
        yield "it may make any system call"
    if spec.get("enableServiceLinks") is not False:
        yield "every Service becomes a variable of its environment"
    for volume in spec.get("volumes", []):
        (kind,) = set(volume) - {"name"}
        if kind not in _VOLUMES:
            yield f"it mounts a {kind}"
        if kind == "emptyDir" and not volume[kind].get("sizeLimit"):
            yield f"volume {volume['name']} can fill the node"


def _of_container(container: dict[str, Any]) -> Iterator[str]:
    context = container.get("securityContext", {})
    if context.get("allowPrivilegeEscalation") is not False:
        yield "privileges can be gained"
    if context.get("privileged"):
        yield "it is privileged"
    if context.get("readOnlyRootFilesystem") is not True:
        yield "its root file system can be written"
    if context.get("capabilities") != {"drop": ["ALL"]}:
        yield "it keeps capabilities"
    if "runAsUser" in context or "runAsNonRoot" in context:
        yield "the container says otherwise than the pod whom it runs as"
    resources = container.get("resources", {})
    if not resources.get("limits", {}).get("memory") or not resources.get("requests", {}).get("cpu"):
        yield "it may take all memory, or is promised no processor"
    if container["image"].endswith(":latest") or ":" not in container["image"]:
        yield "its image is not pinned"
