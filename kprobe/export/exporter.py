"""What is exported, what a person may wish for, and what one kind of export is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:  # the command line lists the exporters, and must not load the stages for that
    from kprobe.cluster.cluster import Cluster
    from kprobe.model.exposure import Exposure
    from kprobe.model.route import Route
    from kprobe.model.snapshot import Gap


class Listen(StrEnum):
    """On which port what stands in front listens: none is for frontends of one's own."""

    SERVICE = "service"
    NODE_PORT = "node-port"
    NONE = "none"


class Mode(StrEnum):
    """Whether connections are passed on as they are, or read as HTTP."""

    TCP = "tcp"
    HTTP = "http"


class AddressKind(StrEnum):
    """Which of a node's addresses to send to."""

    INTERNAL = "internal"
    EXTERNAL = "external"
    IPV4 = "ipv4"
    IPV6 = "ipv6"


class Wishes(Struct, frozen=True, kw_only=True):
    """How to write it. What an exporter can do nothing with must be as it is here (`Exporter.takes`).

    `mode` None: by what each port declares. `addresses`: empty: any. `http_check`: the path that a health check asks
    for, "" for none. `standby`: also nodes that have no endpoint now, to be found by the health check when they do.
    """

    listen: Listen = Listen.SERVICE
    mode: Mode | None = None
    addresses: frozenset[AddressKind] = frozenset()
    http_check: str = ""
    proxy_protocol: bool = False
    standby: bool = False


class Origin(Struct, frozen=True, kw_only=True):
    """Where a file comes from: who wrote it when, from which cluster, and the `command` that makes it anew."""

    version: str
    generated: datetime
    context: str
    command: str


class Chosen(Struct, frozen=True, kw_only=True):
    """The ways in to export, on every node, with their routes (by id) as a client outside sees them.

    `gaps`: what could not be read and would decide who should answer.
    """

    cluster: Cluster
    exposures: tuple[Exposure, ...]
    routes: Mapping[str, Route]
    gaps: tuple[Gap, ...] = ()


class Written(Struct, frozen=True, kw_only=True):
    """The text of a file, and what a person must know who does not read it.

    `skipped`: the ways in (by id) that are not in it at all, and why. `remarks`: what else is missing.
    """

    text: str
    written: int
    skipped: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()


class Exporter(Struct, frozen=True, kw_only=True):
    """One program. `slug` is what is typed; `kinds`: the kinds of way in that it can stand before, empty: all.

    `takes`: which of the `Wishes` it knows. `beside`: files that go with it and are the same for every cluster, by what
    is typed for them; each is made of kprobe's version. `render` raises UsageError for what cannot be written into one
    file. The module of an exporter imports what it needs inside its functions: `kprobe --help` loads all of them for
    their names.
    """

    slug: str
    summary: str
    render: Callable[[Chosen, Wishes, Origin], Written]
    kinds: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset()
    beside: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
