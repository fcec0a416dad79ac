"""Strategies for whatever an API server, or a person's files, may hold: decodable, and otherwise without sense."""

from __future__ import annotations

import types
import typing
from datetime import UTC, datetime
from typing import Any

import msgspec
from hypothesis import strategies as st

from kprobe.model.exposure import Entry
from kprobe.model.objects.endpoint_slice import EndpointSlice
from kprobe.model.objects.event import Event
from kprobe.model.objects.ingress import Ingress, IngressClass
from kprobe.model.objects.node import Node
from kprobe.model.objects.pod import Pod
from kprobe.model.objects.service import Service
from kprobe.model.probe import (
    AddressResult,
    Author,
    HttpFacts,
    Lookup,
    Observation,
    OtherAnswer,
    PortState,
    ResolutionFacts,
    Skipped,
    Stage,
    Target,
    TlsFacts,
)
from kprobe.model.snapshot import DataPlane, Gap, GapReason, NodePortRange, Resource, ServiceProxy, Snapshot

_TEXT = st.text(max_size=6)
_NAMES = st.sampled_from(["web", "web", "node1", "nginx", "node2", ""])
_ADDRESSES = st.sampled_from(
    (
        *("192.0.2.11", "192.0.2.12", "10.244.0.7", "2001:db8::11", "::", "0.0.0.0", "127.0.0.1", "::1", "8.8.8.8"),
        *("fe80::1%eth0", "::ffff:192.0.2.1", "192.0.2.011", "1.2.3", "*", "", "not-an-ip", "lb.example.com"),
    )
)
_NUMBERS = st.sampled_from([0, 1, 53, 80, 443, 8080, 30080, 31763, 32767, 65535, 65536, -1, 2**40])
_WORDS: dict[str, list[str]] = {
    "protocol": ["TCP", "TCP", "TCP", "UDP", "SCTP", "", "tcp"],
    "kind": ["ReplicaSet", "Node", "DaemonSet", "Pod", "Service", "Job", ""],
    "phase": ["Running", "Running", "Pending", "Succeeded", ""],
    "address_type": ["IPv4", "IPv6", "FQDN", ""],
    "path_type": ["Exact", "Prefix", "ImplementationSpecific", ""],
    "external_traffic_policy": ["Cluster", "Local", ""],
    "restart_policy": ["Always", "OnFailure", ""],
    "controller": ["k8s.io/ingress-nginx", "traefik.io/ingress-controller", "ingress.k8s.aws/alb", "x/y"],
    "image": ["registry.k8s.io/ingress-nginx/controller:v1", "docker.io/traefik:v3", "app", "", "a/b@sha256:0"],
    "path": ["/", "", "/api(/|$)(.*)", "*", "/a b", "//", "/\x1b[31m"],
    "host": ["shop.example", "*.shop.example", "", "*", "*.", "192.0.2.11", "bücher.example", "a..b"],
    "reason": ["PortOutOfRange", "FailedScheduling", "CrashLoopBackOff", "Unschedulable", "NodePorts", ""],
    "status": ["True", "False", "Unknown", ""],
    "creation_timestamp": [
        "2026-10-01T12:00:00Z",
        "",
        "yesterday",
        "2026-10-01T12:00:00.123456Z",
        "0001-01-01T00:00:00Z",
    ],
    "cluster_ip": ["10.96.0.10", "10.96.0.10", "", "None"],
    "operating_system": ["linux", "windows", ""],
    "load_balancer_class": ["example.com/own", ""],
    "ingress_class_name": ["nginx", "gce", "gone", ""],
}
_TYPES: dict[tuple[str, str], list[str]] = {
    ("ServiceSpec", "type"): ["NodePort", "LoadBalancer", "NodePort", "ClusterIP", "ExternalName", ""],
    ("NodeAddress", "type"): ["InternalIP", "InternalIP", "ExternalIP", "Hostname"],
    ("Condition", "type"): ["Ready", "PodScheduled", ""],
}
# Without these most objects would be empty, and nothing would be exposed; the others come and go.
_WANTED = frozenset(
    {"metadata", "spec", "status", "name", "namespace", "type", "containers", "ports", "port", "protocol", "node_port"}
    | {"host_port", "addresses", "address", "rules", "http", "paths", "backend", "service", "ingress", "node_name"}
    | {"cluster_ip", "phase", "image", "ip"}
)
_ADDRESSED = frozenset({"address", "addresses", "ip", "host_ip", "pod_ip", "external_ips", "hosts", "hostname"})
_LABELS = st.dictionaries(
    st.sampled_from(
        ["app", "kubernetes.io/service-name", "pod-template-hash", "service.kubernetes.io/service-proxy-name"]
    )
    | _TEXT,
    st.sampled_from(["web", "api", "", "7d4b9"]) | _TEXT,
    max_size=3,
)


def _of(kind: Any, owner: str, field: str) -> st.SearchStrategy[Any]:
    """Values of one annotated type; names of fields choose the pool."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in {typing.Union, types.UnionType}:
        given = [a for a in arguments if field not in _WANTED or a is not type(None)]
        return st.one_of([_of(a, owner, field) for a in given])
    if origin is tuple:
        return st.lists(_of(arguments[0], owner, field), min_size=field in _WANTED, max_size=2).map(tuple)
    if origin is dict:
        return _LABELS
    if kind is type(None):
        return st.none()
    if kind is bool:
        return st.booleans()
    if kind is int:
        return _NUMBERS
    if kind is str:
        return _text(owner, field)
    return _struct(kind)


def _text(owner: str, field: str) -> st.SearchStrategy[str]:
    words = _TYPES.get((owner, field)) or _WORDS.get(field)
    if words:
        return st.sampled_from(words)
    if field in _ADDRESSED:
        return _ADDRESSES
    if field == "namespace":
        return st.sampled_from(["shop", "shop", ""])
    if field in {"name", "node_name"}:
        return _NAMES
    if field == "load_balancer_source_ranges":
        return st.sampled_from(["10.0.0.0/8", "0.0.0.0/0", "nonsense", "::/0", "10.0.0.1"])
    return _TEXT


def _struct(kind: Any) -> st.SearchStrategy[Any]:
    hints = typing.get_type_hints(kind)
    parts = {f.name: _of(hints[f.name], kind.__name__, f.name) for f in msgspec.structs.fields(kind)}
    wanted = {name: part for name, part in parts.items() if name in _WANTED}
    rest = {name: part for name, part in parts.items() if name not in _WANTED}
    return st.fixed_dictionaries(wanted, optional=rest).map(lambda given: kind(**given))


def several(kind: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    """Up to three objects of one kind."""
    # Through JSON and back: what is tried is decodable by construction.
    made = st.lists(_struct(kind), max_size=3).map(tuple)
    return made.map(lambda items: tuple(msgspec.json.decode(msgspec.json.encode(i), type=kind) for i in items))


_GAPS = st.lists(
    st.builds(
        Gap,
        what=_TEXT,
        reason=st.sampled_from(GapReason),
        effect=_TEXT,
        resource=st.sampled_from(Resource) | st.none(),
        read_in=st.lists(_NAMES, max_size=2).map(tuple),
    ),
    max_size=2,
).map(tuple)

SNAPSHOTS: st.SearchStrategy[Snapshot] = st.builds(
    Snapshot,
    taken_at=st.just(datetime(2026, 11, 1, 12, tzinfo=UTC)),
    context=_TEXT,
    version=st.sampled_from(["v1.35.0", "", "v1.x", "nonsense"]),
    pods=several(Pod),
    services=several(Service),
    endpoint_slices=several(EndpointSlice),
    nodes=several(Node),
    ingresses=several(Ingress),
    ingress_classes=several(IngressClass),
    events=several(Event),
    service_proxy=st.builds(
        ServiceProxy,
        mode=st.sampled_from(DataPlane),
        node_port_addresses=st.lists(st.sampled_from(["primary", "192.0.2.0/24", "junk", "::/0"]), max_size=2).map(
            tuple
        ),
    ),
    node_port_range=st.builds(NodePortRange, first=_NUMBERS, last=_NUMBERS, proven=st.booleans()),
    gaps=_GAPS,
)


def seen_at(entry: Entry) -> st.SearchStrategy[Observation | Skipped | None]:
    """Anything that may have been seen at `entry`, or why nothing was."""
    target = st.just(Target.of(entry))
    http = st.builds(
        HttpFacts,
        status=st.sampled_from([200, 302, 404, 500, 502, 503, 504, 999, 0]),
        author=st.sampled_from(Author),
        location=_TEXT,
        loops=st.booleans(),
        grpc=st.sampled_from(["", "SERVING", "NOT_SERVING", "UNIMPLEMENTED"]),
    )
    tls = st.builds(
        TlsFacts,
        problem=_TEXT,
        trusted=st.booleans() | st.none(),
        names=st.lists(_TEXT).map(tuple),
        alert=st.sampled_from(["", "unrecognized_name", "handshake_failure", "number 255"]),
        wants_client_certificate=st.booleans(),
        outdated=st.sampled_from(["", "TLSv1"]),
    )
    state = st.sampled_from(PortState) | st.none()
    at = st.builds(
        AddressResult, address=_ADDRESSES, state=state, attempts=st.just(3), succeeded=st.integers(0, 3), error=_TEXT
    )
    addresses = st.lists(_ADDRESSES, max_size=2).map(tuple)
    elsewhere = st.builds(OtherAnswer, server=_TEXT, outcome=st.sampled_from(Lookup), addresses=addresses)
    resolution = st.builds(
        ResolutionFacts,
        source=st.sampled_from(["hosts", "dns", "system"]),
        outcome=st.sampled_from(Lookup),
        aliases=st.lists(_TEXT, max_size=2).map(tuple),
        ttl=st.integers(0, 9) | st.none(),
        addresses=addresses,
        elsewhere=st.lists(elsewhere, max_size=2).map(tuple),
    )
    observation = st.builds(
        Observation,
        target=target,
        state=state,
        stage=st.sampled_from(Stage),
        attempts=st.integers(0, 3),
        succeeded=st.integers(0, 3),
        error=_TEXT,
        own_trouble=st.booleans(),
        addresses=addresses,
        resolution=resolution | st.none(),
        at=st.lists(at, max_size=2).map(tuple),
        speaks=st.sampled_from(["", "tls", "http"]),
        tls=tls | st.none(),
        http=http | st.none(),
    )
    skipped = st.builds(Skipped, target=target, reason=_TEXT)
    return observation | skipped | st.none()
