"""One entry in words: where it is, what was seen there, and whether that is what the configuration predicts."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.diagnosis.entry_case import case_of
from kprobe.model.exposure import Entry
from kprobe.model.finding import Confidence
from kprobe.model.probe import Author, HttpFacts, Observation, PortState, ResolutionFacts, Stage, TlsFacts
from kprobe.model.report import EntryReport
from kprobe.render.contract.tally import socket_address
from kprobe.render.people.seen import prediction_word
from kprobe.render.people.words import duration, many

_DEFAULT = {
    PortState.CLOSED: "refused",
    PortState.FILTERED: "no answer",
    PortState.OPEN_FILTERED: "no reply, as is usual for UDP",
    PortState.UNREACHABLE: "unreachable",
}
_TIMED = {PortState.CLOSED, PortState.FILTERED}
_AUTHORS = {Author.ROUTE: " from what the route leads to", Author.ROUTER: " from the router itself", Author.UNKNOWN: ""}


def place(entry: Entry) -> str:
    """`198.51.100.11:30080 (node1)`; by DNS `shop.example.com:443 by name`."""
    if entry.host is not None and entry.address == entry.host:
        return f"{socket_address(entry)} by name"
    return f"{socket_address(entry)} ({entry.node})" if entry.node else socket_address(entry)


def sight(seen: Observation, *, scheme: str = "") -> str:
    """`refused in 0.4 ms, 3 of 3 attempts`, `answers 404 from the router itself, in 0.4 ms`."""
    if seen.own_trouble:
        return f"nothing learnt: {seen.error or 'this machine was in the way'}"
    if seen.state is None:
        return seen.error or ("the name does not resolve" if seen.stage is Stage.RESOLVE else "nothing learnt")
    if seen.state is PortState.OPEN:
        return f"{_open(seen, scheme)}{_tries(seen)}"
    words = _DEFAULT[seen.state]
    if seen.state in _TIMED:
        return f"{words} in {timing(seen.seconds)}{_tries(seen)}"
    return f"{seen.error or words}{_tries(seen)}"


def _open(seen: Observation, scheme: str) -> str:
    if seen.http is not None:
        return f"answers {seen.http.status}{_AUTHORS[seen.http.author]}, in {timing(seen.seconds)}"
    if scheme and seen.error and seen.stage is Stage.CONNECT:
        return f"open at first, then {seen.error}"
    if scheme and seen.error:
        return f"open, but {seen.error.removeprefix('connected, but ')}"
    return f"open in {timing(seen.seconds)}"


def _tries(seen: Observation) -> str:
    if 0 < seen.succeeded < seen.attempts:
        return f", but only {seen.succeeded} of {many(seen.attempts, 'attempt')}"
    return f", {seen.attempts} of {seen.attempts} attempts" if seen.attempts > 1 else ""


def timing(seconds: float) -> str:
    """As `duration`, with the tenths that tell a refusal by the next hop from one further away."""
    return f"{max(seconds * 1000, 0.1):.1f} ms" if seconds < 0.00995 else duration(seconds)


def as_predicted(entry: EntryReport) -> bool | None:
    """Whether what was seen is what was predicted; None where nothing was seen, or nothing predicted."""
    seen, predicted = entry.observation, entry.prediction
    if seen is None or seen.own_trouble or seen.state is None or predicted is None or not predicted.states:
        return None
    case = case_of(entry)
    if case.unexpected or case.flaky or (predicted.works is True and case.answers is False):
        return False
    return seen.state in predicted.states


def difference(entry: EntryReport) -> str:
    """Prediction against observation, where the two differ; "" where they do not."""
    seen, predicted = entry.observation, entry.prediction
    if seen is None or predicted is None or as_predicted(entry) is not False:
        return ""
    sure = "" if predicted.confidence is Confidence.CERTAIN else f" ({predicted.confidence.value})"
    open_as_well = seen.state is PortState.OPEN and predicted.works is True
    what = "an answer every time" if case_of(entry).flaky else "that a client gets through"
    foreseen = what if open_as_well else prediction_word(predicted)
    return f"but {foreseen} was predicted{sure}, because {predicted.reason}"


def facts(seen: Observation) -> Iterator[str]:
    """What HTTP, TLS and DNS told, a line each."""
    if seen.http is not None:
        yield f"HTTP: {http_words(seen.http)}"
    if seen.tls is not None:
        yield f"TLS: {tls_words(seen.tls)}"
    yield from name_facts(seen)


def name_facts(seen: Observation) -> Iterator[str]:
    """What DNS told, and what each address of a name did where they differ, a line each."""
    if seen.resolution is not None:
        yield from _names(seen.target.address, seen.resolution)
    elif seen.addresses and seen.target.address not in seen.addresses:
        yield f"DNS: {seen.target.address} is {', '.join(seen.addresses)}"
    for result in seen.at:
        state = result.state.value if result.state is not None else "not known"
        said = f" ({result.error})" if result.error and result.succeeded < result.attempts else ""
        whose = ", as for any host" if result.author is Author.ROUTER else ""
        yield f"{result.address}: {state}, {result.succeeded} of {many(result.attempts, 'attempt')}{said}{whose}"


def _names(name: str, found: ResolutionFacts) -> Iterator[str]:
    """The CNAME chain to the addresses, who said so, and who says otherwise."""
    where_to = ", ".join(found.addresses) or found.outcome.value.replace("-", " ")
    said_by = {"hosts": "the hosts file", "dns": found.server, "system": "the system's resolver"}.get(found.source, "")
    yield f"DNS: {' -> '.join((name, *found.aliases))} is {where_to}{f', says {said_by}' if said_by else ''}"
    for other in found.elsewhere:
        said = ", ".join(other.addresses) or other.outcome.value.replace("-", " ")
        who = "the system's resolver" if other.server == "system" else other.server
        yield f"DNS: but {who} says {said}"


def http_words(told: HttpFacts) -> str:
    """`200, HTTP/1.1, server nginx, text/html`."""
    parts = (
        str(told.status),
        told.version,
        told.server and f"server {told.server}",
        told.content_type,
        told.location and f"redirects to {told.location}{', which is the same URL' if told.loops else ''}",
        told.grpc and f"gRPC health {told.grpc}",
    )
    return ", ".join(part for part in parts if part)


def tls_words(told: TlsFacts) -> str:
    """`TLSv1.3, h2, certificate for shop.example.com, issued by …, until 2027-01-01`."""
    until = f"until {told.not_after:%Y-%m-%d}" if told.not_after is not None else ""
    named = f"certificate for {', '.join(told.names)}" if told.names else ""
    issuer = "self-signed" if told.self_signed else told.issuer and f"issued by {told.issuer}"
    problem = "" if told.self_signed and told.problem == "is self-signed" else told.problem
    ended = (
        told.alert and f"alert {told.alert}",
        told.outdated and f"only {told.outdated} is spoken",
        "a client certificate is wanted" if told.wants_client_certificate else "",
    )
    parts = (told.version, told.alpn, named or told.subject, issuer, until, problem, *ended)
    return ", ".join(part for part in parts if part)
