"""Ways in from outside."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from kprobe.model.refs import Ref


class Protocol(StrEnum):
    """Transport protocols that Kubernetes knows."""

    TCP = "TCP"
    UDP = "UDP"
    SCTP = "SCTP"

    __hash__ = str.__hash__  # an enum's own is a call of Python's, and this one is part of very many keys


class Scope(StrEnum):
    """From how far away an address can be reached, judged by the address and the provider's annotations alone."""

    INTERNET = "internet"
    PRIVATE = "private"
    LOOPBACK = "loopback"
    UNKNOWN = "unknown"


class Entry(Struct, frozen=True, kw_only=True, gc=False):
    """One address, port and transport that a client can aim at.

    `address` is an IP, or a host name where only a name is known (a load balancer's, or an Ingress host "via DNS").
    `node` is the node that owns the address. `pod` is the one pod behind it (host kinds only). `scheme` is "http" or
    "https" where the entry is to be asked, "" where a TCP or UDP probe is all that is known to make sense.
    `host` is the HTTP host (and SNI) to ask for; `via` is the id of the controller's own exposure (Ingress only).
    `application` is what is spoken there as far as the port declares it, a slug of `exposures/schemes.py`: over UDP it
    chooses the datagram ("dns", "ntp" …), over TCP it refines `scheme` ("grpc", "h2c", "websocket").
    """

    address: str
    port: int
    protocol: Protocol = Protocol.TCP
    node: str | None = None
    pod: Ref | None = None
    scheme: str = ""
    application: str = ""
    host: str | None = None
    path: str | None = None
    via: str | None = None


class LeftOut(Struct, frozen=True, kw_only=True, gc=False):
    """How many entries, on how many nodes, a sample leaves out: by the configuration they are as those that it has."""

    nodes: int
    entries: int


class Exposure(Struct, frozen=True, kw_only=True, gc=False):
    """One way in, as a person would name it; `id` is stable from run to run.

    `service` and `service_port` (the Service's own port number) are what forwards to the workload, None for host
    kinds; an Ingress that names its backend's port has `service_port_name`. `port` is what a client aims at.
    `left_out`: of a NodePort in a large cluster `entries` is a covering sample, and this is the rest. `pending` says
    why there is no address, "" where there is one. `ingress_class` is the class's name and `controller` the slug of the
    controller that serves it (Ingresses only; None: not known). `labels` are the source's, for `-l`.
    """

    id: str
    kind: str
    source: Ref
    workload: Ref | None
    scope: Scope
    entries: tuple[Entry, ...]
    port: int
    protocol: Protocol = Protocol.TCP
    service: Ref | None = None
    service_port: int | None = None
    service_port_name: str = ""
    host: str | None = None
    path: str | None = None
    tls: bool = False
    left_out: LeftOut | None = None
    ingress_class: str | None = None
    controller: str | None = None
    pending: str = ""
    labels: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
