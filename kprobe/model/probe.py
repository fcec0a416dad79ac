"""What one probe aims at and what it saw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kprobe.model.exposure import Entry, Protocol


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One thing to knock on.

    `address` is an IP or a name to resolve. `scheme` "" is a bare TCP or UDP probe; otherwise HTTP(S) with `host` as
    Host and SNI and `path` as the request's path. Equal targets are knocked on once, whatever shares them.
    """

    address: str
    port: int
    protocol: Protocol = Protocol.TCP
    scheme: str = ""
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
            host=entry.host or "",
            path=(entry.path or "/") if entry.scheme else "",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsFacts:
    """The certificate that was served. `trusted` is against the system's roots and the asked name; None: not judged.

    `problem` says in words what is wrong with it ("expired 3 days ago", "is for other.example"), "" for nothing.
    """

    version: str = ""
    subject: str = ""
    issuer: str = ""
    names: tuple[str, ...] = ()
    not_before: datetime | None = None
    not_after: datetime | None = None
    self_signed: bool = False
    trusted: bool | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpFacts:
    """An HTTP answer. `body` is the SHA-256 of the bounded body (hex), `excerpt` its first 200 characters."""

    status: int
    version: str = ""
    server: str = ""
    location: str = ""
    content_type: str = ""
    body: str = ""
    excerpt: str = ""
    author: Author = Author.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What was seen at a target. `seconds` is the fastest successful attempt's connect time, or the last attempt's.

    `state` is None where nothing was learnt: a name that does not resolve (stage resolve), or the prober's own
    trouble, said in `error`. `addresses` are what a name resolved to. `own_trouble`: what went wrong is the prober's
    (no route of that family, no resolver, out of descriptors) and proves nothing about the target.
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
    tls: TlsFacts | None = None
    http: HttpFacts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A target that was not knocked on, and why. `sampled`: left out by the covering sample, not for want of time."""

    target: Target
    reason: str
    sampled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeOptions:
    """How to knock. Times in seconds; `rate` is new connections a second, 0 for no limit.

    `allow` are CIDRs that may be knocked on although they are loopback, link-local or metadata addresses.
    """

    enabled: bool = True
    timeout: float = 2.0
    attempts: int = 3
    deadline: float = 120.0
    concurrency: int = 512
    rate: float = 0.0
    all_nodes: bool = False
    allow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeResult:
    """Everything the probing stage has to say. `interrupted`: "" or why it ended early."""

    observations: tuple[Observation, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    seconds: float = 0.0
    interrupted: str = ""
