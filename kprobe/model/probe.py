"""What one probe aims at and what it saw."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

from msgspec import Struct

from kprobe.model.exposure import Entry, Protocol

Speaks = Literal["", "tls", "http"]


class PortState(StrEnum):
    """nmap's words."""

    OPEN = "open"
    CLOSED = "closed"
    FILTERED = "filtered"
    OPEN_FILTERED = "open|filtered"
    UNREACHABLE = "unreachable"


class Stage(StrEnum):
    """How far a probe got before it ended."""

    RESOLVE = "resolve"
    CONNECT = "connect"
    TLS = "tls"
    REQUEST = "request"
    RESPONSE = "response"


class Author(StrEnum):
    """Who wrote an HTTP answer: decided by comparing host+path, random path and random host, never by the status."""

    ROUTE = "route"
    ROUTER = "router"
    UNKNOWN = "unknown"


class Target(Struct, frozen=True, kw_only=True, gc=False):
    """One thing to knock on.

    `address` is an IP or a name to resolve. `scheme` "" is a bare TCP or UDP probe; otherwise HTTP(S) with `host` as
    Host and SNI and `path` as the request's path. `application` chooses the datagram of a UDP probe and refines
    `scheme` ("grpc", "h2c", "websocket"). Equal targets are knocked on once, whatever shares them.
    """

    address: str
    port: int
    protocol: Protocol = Protocol.TCP
    scheme: str = ""
    application: str = ""
    host: str = ""
    path: str = ""

    @classmethod
    def of(cls, entry: Entry) -> Target:
        """What has to be knocked on to know about `entry`."""
        return cls(
            address=entry.address,
            port=entry.port,
            protocol=entry.protocol,
            scheme=entry.scheme,
            application=entry.application,
            host=entry.host or "",
            path=(entry.path or "/") if entry.scheme else "",
        )


class Lookup(StrEnum):
    """How the question for a name's addresses ended."""

    FOUND = "found"
    NO_SUCH_NAME = "no-such-name"
    NO_ADDRESS = "no-address"
    SERVER_FAILED = "server-failed"
    NO_ANSWER = "no-answer"


class OtherAnswer(Struct, frozen=True, kw_only=True, gc=False):
    """What another DNS server said to the same question.

    `server` is ADDRESS:PORT, or "system" for the resolver that this machine's programs use.
    """

    server: str
    outcome: Lookup
    addresses: tuple[str, ...] = ()


class ResolutionFacts(Struct, frozen=True, kw_only=True, gc=False):
    """Where the addresses of a name come from.

    `source`: "hosts" (the hosts file), "dns", or "system" where only the system's resolver knew. `server`: the DNS
    server that answered (ADDRESS:PORT). `aliases`: the CNAME chain behind the name, in order; its last one is what has
    the addresses, or does not exist. `ttl`: seconds, the least of the chain. `elsewhere`: servers whose answer differs
    (split DNS).
    """

    source: Literal["hosts", "dns", "system"]
    outcome: Lookup
    server: str = ""
    aliases: tuple[str, ...] = ()
    ttl: int | None = None
    addresses: tuple[str, ...] = ()
    elsewhere: tuple[OtherAnswer, ...] = ()


class Served(Struct, frozen=True, kw_only=True, gc=False):
    """One certificate of a served chain."""

    subject: str
    issuer: str
    not_before: datetime
    not_after: datetime


class TlsFacts(Struct, frozen=True, kw_only=True, gc=False):
    """What was learnt of TLS: the certificate that was served, or how the handshake ended.

    `trusted` is against the system's roots and the asked name; None: not judged. `problem` says in words what is wrong
    with the certificate ("expired 3 days ago", "is for other.example"), "" for nothing. `version` and `alpn` were
    agreed upon. `chain` are the certificates as served, leaf first; empty where none was shown. `alert` is the alert
    that the server sent instead of going on (RFC 8446, section 6: "unrecognized_name", "certificate_required").
    `wants_client_certificate`: the server asked for one and did not do without. `outdated`: only this version, no
    longer safe, is spoken ("TLSv1", "TLSv1.1").
    """

    version: str = ""
    alpn: str = ""
    subject: str = ""
    issuer: str = ""
    names: tuple[str, ...] = ()
    not_before: datetime | None = None
    not_after: datetime | None = None
    self_signed: bool = False
    trusted: bool | None = None
    problem: str = ""
    chain: tuple[Served, ...] = ()
    alert: str = ""
    wants_client_certificate: bool = False
    outdated: str = ""


class HttpFacts(Struct, frozen=True, kw_only=True, gc=False):
    """An HTTP answer. `body` is the SHA-256 of the bounded body (hex), `excerpt` its first 200 characters.

    `behind`: its Server header is one that the answer to a host nobody serves lacks, so that what stands in front left
    it as it came. `loops`: `location` is the very URL that was asked for, so that a client who follows never arrives.
    `grpc`: what the gRPC health service said: a serving status ("SERVING", "NOT_SERVING"), or the name of the gRPC
    status where it gave none ("UNIMPLEMENTED": a gRPC server without that service); "" where it was not asked, or
    where what answered is no gRPC server.
    """

    status: int
    version: str = ""
    server: str = ""
    location: str = ""
    loops: bool = False
    content_type: str = ""
    body: str = ""
    excerpt: str = ""
    author: Author = Author.UNKNOWN
    behind: bool = False
    grpc: str = ""


class AddressResult(Struct, frozen=True, kw_only=True, gc=False):
    """What one of a name's several addresses did; `error` is of the attempts that failed, `author` wrote the answer."""

    address: str
    state: PortState | None
    attempts: int
    succeeded: int
    error: str = ""
    author: Author | None = None


class Observation(Struct, frozen=True, kw_only=True, gc=False):
    """What was seen at a target. `seconds` is the fastest successful attempt's connect time, or the last attempt's.

    `state` is None where nothing was learnt: a name that does not resolve (stage resolve), or the prober's own
    trouble, said in `error`. `addresses` are what a name resolved to, `resolution` how. `at` has a result for each
    address that was knocked on, where they differ (S-12). `own_trouble`: what went wrong is the prober's (no route of
    that family, no resolver, out of descriptors) and proves nothing about the target. `speaks`: what was recognised
    where something else was expected: "tls" behind a plain HTTP question, "http" (HTTP/1.1 without TLS) behind a TLS
    handshake or an HTTP/2 question; else "".
    """

    target: Target
    state: PortState | None
    stage: Stage
    attempts: int = 0
    succeeded: int = 0
    seconds: float = 0.0
    error: str = ""
    own_trouble: bool = False
    addresses: tuple[str, ...] = ()
    resolution: ResolutionFacts | None = None
    at: tuple[AddressResult, ...] = ()
    speaks: Speaks = ""
    tls: TlsFacts | None = None
    http: HttpFacts | None = None


class Skipped(Struct, frozen=True, kw_only=True, gc=False):
    """A target that was not knocked on, and why."""

    target: Target
    reason: str


class ProbeResult(Struct, frozen=True, kw_only=True, gc=False):
    """Everything the probing stage has to say. `interrupted`: "" or why it ended early."""

    observations: tuple[Observation, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    seconds: float = 0.0
    interrupted: str = ""
