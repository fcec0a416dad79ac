"""The part of `"schema": "kprobe/v1"` that says what a probe saw; the same rules as in `v1`."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

PortState = Literal["open", "closed", "filtered", "open|filtered", "unreachable"]


class Certificate(Struct, frozen=True, kw_only=True):
    """One certificate of a served chain."""

    subject: str
    issuer: str
    not_before: datetime
    not_after: datetime


class Tls(Struct, frozen=True, kw_only=True):
    """What was learnt of TLS: the certificate that was served, or how the handshake ended.

    `trusted` is null where it was not judged. `alpn` is the protocol that was agreed upon. `chain` is as served, leaf
    first. `alert` is the TLS alert that the server sent instead of going on (RFC 8446, section 6). `outdated` is a
    version that is no longer safe ("TLSv1"), where only that one is spoken.
    """

    version: str
    alpn: str
    subject: str
    issuer: str
    names: tuple[str, ...]
    not_before: datetime | None
    not_after: datetime | None
    self_signed: bool
    trusted: bool | None
    problem: str
    chain: tuple[Certificate, ...]
    alert: str
    wants_client_certificate: bool
    outdated: str


class Http(Struct, frozen=True, kw_only=True):
    """An HTTP answer. `author`: whether the route's backend or the router itself wrote it.

    `loops`: `location` is the very URL that was asked for. `grpc` is what the gRPC health service said, or the name of
    the gRPC status that came instead; null where it was not asked, or is no gRPC server.
    """

    status: int
    version: str
    server: str
    location: str
    loops: bool
    content_type: str
    author: Literal["route", "router", "unknown"]
    grpc: str | None


LookupOutcome = Literal["found", "no-such-name", "no-address", "server-failed", "no-answer"]


class OtherAnswer(Struct, frozen=True, kw_only=True):
    """What another DNS server ("system": this machine's own resolver) said to the same question."""

    server: str
    outcome: LookupOutcome
    addresses: tuple[str, ...]


class Resolution(Struct, frozen=True, kw_only=True):
    """Where the addresses of a name come from. `aliases` is the CNAME chain behind it, `ttl` its least, in seconds.

    `elsewhere` are the servers whose answer differs (split DNS).
    """

    source: Literal["hosts", "dns", "system"]
    outcome: LookupOutcome
    server: str | None
    aliases: tuple[str, ...]
    ttl: int | None
    addresses: tuple[str, ...]
    elsewhere: tuple[OtherAnswer, ...]


class AddressResult(Struct, frozen=True, kw_only=True):
    """What one of a name's several addresses did."""

    address: str
    state: PortState | None
    attempts: int
    succeeded: int
    error: str | None


class Observation(Struct, frozen=True, kw_only=True):
    """What was seen. `state` is null where nothing was learnt (`stage` and `error` say why). `seconds`: to connect.

    `addresses` are what a name resolved to; `at` has a result for each that was knocked on, where they differ.
    `speaks`: what was recognised where something else was expected ("tls", "http"), else null.
    """

    state: PortState | None
    stage: Literal["resolve", "connect", "tls", "request", "response"]
    attempts: int
    succeeded: int
    seconds: float
    http_status: int | None
    http: Http | None
    tls: Tls | None
    error: str | None
    addresses: tuple[str, ...]
    resolution: Resolution | None
    at: tuple[AddressResult, ...]
    speaks: Literal["tls", "http"] | None
