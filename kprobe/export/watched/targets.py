"""From entries that should answer to what a monitor asks for."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from msgspec import Struct

from kprobe.cluster.addresses import family
from kprobe.export.exporter import Chosen
from kprobe.export.text import bracketed
from kprobe.export.watched.modules import DNS, HTTP, ROUTED, TCP
from kprobe.model.exposure import Entry, Exposure, Protocol
from kprobe.model.route import EntryRoute
from kprobe.probing.safety import refusal

_USUAL = {"http": 80, "https": 443}
_PLAIN = frozenset({"", "websocket"})
"""What answers a plain GET; gRPC and HTTP/2 without TLS do not."""


class Target(Struct, frozen=True, kw_only=True):
    """One thing to ask for. `address` as the module wants it; `hostname`: Host and SNI, "" for the address's own."""

    exposure: Exposure
    entry: Entry
    module: str
    address: str
    hostname: str = ""


class Unasked(Struct, frozen=True, kw_only=True):
    """An entry that nobody asks, and why."""

    exposure: Exposure
    entry: Entry
    reason: str
    by_intent: bool = False


def targets(chosen: Chosen) -> Iterator[Target | Unasked]:
    """Each entry once, in the order of the ways in."""
    for exposure in sorted(chosen.exposures, key=lambda e: e.id):
        routes = chosen.routes[exposure.id].entries
        names = [r.entry for r in routes if _by_name(r.entry)]
        for route in routes:
            yield _target(exposure, route, names)


def _target(exposure: Exposure, route: EntryRoute, names: list[Entry]) -> Target | Unasked:
    entry, said = route.entry, route.prediction
    if said is None or said.works is not True:
        reason = said.reason if said else "nothing is known of it"
        return Unasked(exposure=exposure, entry=entry, reason=reason, by_intent=bool(said and said.by_intent))
    if reason := _nowhere(exposure, names) if _by_name(entry) else _refused(entry):
        return Unasked(exposure=exposure, entry=entry, reason=reason, by_intent=_by_name(entry))
    if entry.protocol is Protocol.UDP:
        if entry.application == "dns":
            return Target(exposure=exposure, entry=entry, module=DNS, address=_place(entry))
        return Unasked(exposure=exposure, entry=entry, reason="blackbox_exporter asks nothing over UDP but DNS")
    if entry.protocol is not Protocol.TCP:
        return Unasked(exposure=exposure, entry=entry, reason=f"blackbox_exporter asks nothing over {entry.protocol}")
    if not entry.scheme or entry.application not in _PLAIN:
        return Target(exposure=exposure, entry=entry, module=TCP, address=_place(entry))
    return Target(
        exposure=exposure,
        entry=entry,
        module=ROUTED if exposure.kind == "ingress" else HTTP,
        address=_url(entry),
        hostname="" if entry.host is None or _by_name(entry) else entry.host,
    )


def _by_name(entry: Entry) -> bool:
    """The way of a client that knows the name alone."""
    return entry.host is not None and entry.address == entry.host


def _nowhere(exposure: Exposure, names: list[Entry]) -> str:
    """Why a name is not to be asked: "" where it leads to one known place, as far as the API tells."""
    if (exposure.host or "").startswith("*."):
        return "the rule is for every name of a domain, and which of them exist the API does not tell"
    return "the name may lead to one of several ports" if len(names) > 1 else ""


def _refused(entry: Entry) -> str:
    """Whoever may write a status may not steer a monitor to its own machine or to a cloud's metadata service."""
    return refusal(entry.address, ()).partition(";")[0] if family(entry.address) else ""


def _place(entry: Entry) -> str:
    return f"{bracketed(entry.address)}:{entry.port}"


def _url(entry: Entry) -> str:
    place = bracketed(entry.address) if entry.port == _USUAL.get(entry.scheme) else _place(entry)
    return f"{entry.scheme}://{place}{quote(entry.path or '/', safe=_KEPT)}"


_KEPT = "/%?&=+:@!$'()*,;~-._"
"""What stands in a path as it is: a rule's path is written as a client sends it."""
