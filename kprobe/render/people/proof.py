"""A command that shows the evidence for a cause, to be run by the person who doubts it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable

from kprobe.diagnosis.entry_case import case_of
from kprobe.model.exposure import Entry, Protocol
from kprobe.model.refs import Ref
from kprobe.model.report import ExposureReport
from kprobe.render.people.sight import as_predicted

_NAME = re.compile(r"[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")  # RFC 1123: whatever else a file may call an object
_DESCRIBED = ("Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Ingress", "Node")


def proof(item: ExposureReport) -> str:
    """What was seen, where it is not what the configuration says; otherwise the guilty object. "" for neither."""
    odd = next((e.entry for e in item.entries if as_predicted(e) is False), None)
    if odd is None and item.diagnosis is None:
        odd = next((e.entry for e in item.entries if case_of(e).answers is False), None)
    if odd is not None:
        return knock(odd)
    return shown(item.diagnosis.subject, pending=not item.entries) if item.diagnosis is not None else ""


def shown(subject: Ref, *, pending: bool = False) -> str:
    """`kubectl` for an object: the EndpointSlices of a Service (its events, where no address came), a description."""
    names = [part for part in (subject.namespace, subject.name) if part]
    if not all(_NAME.fullmatch(name) for name in names):
        return ""
    namespace = f" -n {subject.namespace}" if subject.namespace else ""
    if subject.kind == "Service":
        if pending:
            return f"kubectl{namespace} describe service {subject.name}"
        return f"kubectl{namespace} get endpointslices -l kubernetes.io/service-name={subject.name}"
    if subject.kind == "IngressClass":
        return "kubectl get ingressclasses"
    return f"kubectl{namespace} describe {subject.kind.lower()} {subject.name}" if subject.kind in _DESCRIBED else ""


def knock(entry: Entry) -> str:
    """The same knock by a tool that everybody has; "" for what no such tool can tell."""
    tools: dict[str, Callable[[Entry], str]] = {"http": _curl, "https": _curl}
    if entry.scheme in tools:
        return tools[entry.scheme](entry)
    if entry.protocol is not Protocol.TCP:
        return ""
    return f"nc -vz -w 3 {shlex.quote(entry.address)} {entry.port}"


def _curl(entry: Entry) -> str:
    address = f"[{entry.address}]" if ":" in entry.address else entry.address
    host = entry.host or address
    pinned = ""
    if entry.host is not None and entry.host != entry.address:
        pinned = f" --resolve {shlex.quote(f'{entry.host}:{entry.port}:{address}')}"
    url = shlex.quote(f"{entry.scheme}://{host}:{entry.port}{entry.path or '/'}")
    return f"curl -sk -o /dev/null -D - -m 5{pinned} {url}"
