"""Where in a manifest the fault of a finding is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kprobe.manifests.manifest import Manifest
from kprobe.manifests.marked import Block, Items, Path
from kprobe.model.finding import Finding

_HOST = ("pod.*.*.ports.*.hostPort", "pod.*.*.ports.*.containerPort", "pod.hostNetwork")
_NODE_PORT = ("spec.ports.*.nodePort", "spec.healthCheckNodePort")
_EXTERNAL = ("spec.externalIPs.*", "spec.ports.*.port")
_TARGET = ("spec.ports.*.targetPort", "spec.ports.*.port")
_BACKEND = ("spec.rules.*.http.paths.*.backend.service.", "spec.defaultBackend.service.")
_CLASS = ("spec.ingressClassName", "metadata.annotations.kubernetes.io/ingress.class", "spec.controller")
# Fields by the code of a finding; "*" is any item or key, "pod" the spec of the pods that an object makes. Of several
# fields that match, the one counts whose value the finding speaks of. What is not here stands at the object's name.
FIELDS: dict[str, tuple[str, ...]] = {
    "KP101": _HOST,
    "KP102": _HOST,
    "KP103": _HOST,
    "KP104": (*_NODE_PORT, *_HOST),
    "KP105": (*_NODE_PORT, *_HOST),
    "KP106": (*_EXTERNAL, *_NODE_PORT, *_HOST),
    "KP107": ("pod.*.*.ports.*.hostIP", *_HOST),
    "KP108": _HOST,
    "KP201": _NODE_PORT,
    "KP203": _NODE_PORT,
    "KP204": ("spec.healthCheckNodePort", *_HOST),
    "KP205": _NODE_PORT,
    "KP301": ("spec.template.metadata.labels", "spec.selector", "metadata.labels"),
    "KP303": (*_TARGET, "pod.*.*.ports.*.name", "pod.*.*.ports"),
    "KP304": (*_TARGET, "pod.*.*.ports.*.containerPort"),
    "KP305": ("spec",),
    "KP306": ("spec.replicas", "spec.selector"),
    "KP307": ("spec.selector", "pod.nodeSelector"),
    "KP308": ("spec.ipFamilies",),
    "KP310": ("endpoints.*.addresses.*",),
    "KP311": ("spec.externalIPs",),
    "KP312": ("spec.selector",),
    "KP401": ("spec.loadBalancerClass", "spec.type"),
    "KP402": ("spec.externalIPs",),
    "KP404": ("spec.ports.*.nodePort", "spec.loadBalancerSourceRanges"),
    "KP405": ("spec.loadBalancerSourceRanges",),
    "KP406": _EXTERNAL,
    "KP501": tuple(f"{b}name" for b in _BACKEND),
    "KP502": (*(f"{b}port.{key}" for b in _BACKEND for key in ("number", "name")), "spec.ports.*.port"),
    "KP503": _CLASS,
    "KP504": _CLASS,
    "KP505": ("spec",),
    "KP506": ("spec.rules.*.http.paths.*.path", "spec.rules.*.host"),
    "KP508": ("metadata.annotations.ingressclass.kubernetes.io/is-default-class",),
    "KP509": ("spec.tls.*.hosts.*", "spec.tls"),
    "KP510": ("metadata.annotations",),
    "KP511": tuple(f"{b}name" for b in _BACKEND),
    "KP703": ("pod.dnsPolicy", "pod.hostNetwork"),
}
_NAME: Path = ("metadata", "name")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:-]*[A-Za-z0-9]|[A-Za-z0-9]")
_ANNOTATIONS = "metadata.annotations."


def field_of(finding: Finding, manifest: Manifest) -> Path:
    """The path of the offending field; the object's name where no field of it can be blamed."""
    words = _words(finding)
    first: Path | None = None
    for pattern in FIELDS.get(finding.code, ()):
        for path, value in _matches(manifest.source, _steps(pattern, manifest)):
            if not isinstance(value, (Block, Items)) and {str(value), str(value).strip("/")} & words:
                return path
            first = first or path
    return first or _NAME


def _words(finding: Finding) -> set[str]:
    text = " ".join((finding.detail, finding.message, *finding.evidence))
    words = set(_WORD.findall(text))
    return words | {part for word in words for part in word.split(":")} | set(text.split())


def _steps(pattern: str, manifest: Manifest) -> tuple[str, ...]:
    if pattern.startswith(_ANNOTATIONS):  # their keys have dots
        return ("metadata", "annotations", pattern.removeprefix(_ANNOTATIONS))
    steps = tuple(pattern.split("."))
    if steps[0] != "pod":
        return steps
    return (*(manifest.kind.template or ()), "spec", *steps[1:])


def _matches(value: Any, steps: tuple[str, ...], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if not steps:
        yield path, value
    elif steps[0] == "*":
        keys = list(value) if isinstance(value, Block) else list(range(len(value))) if isinstance(value, Items) else []
        for key in keys:
            yield from _matches(value[key], steps[1:], (*path, key))
    elif isinstance(value, Block) and steps[0] in value:
        yield from _matches(value[steps[0]], steps[1:], (*path, steps[0]))
