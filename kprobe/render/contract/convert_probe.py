"""From what a probe saw to the contract's types: every field spelt out, as in `convert`."""

from __future__ import annotations

from datetime import UTC

from kprobe.model import probe
from kprobe.render.contract import v1_probe as v1


def observation(seen: probe.Observation) -> v1.Observation:
    """What was seen at an entry."""
    return v1.Observation(
        state=None if seen.state is None else seen.state.value,
        stage=seen.stage.value,
        attempts=seen.attempts,
        succeeded=seen.succeeded,
        seconds=round(seen.seconds, 6),
        http_status=None if seen.http is None else seen.http.status,
        http=None if seen.http is None else _http(seen.http),
        tls=None if seen.tls is None else _tls(seen.tls),
        error=seen.error or None,
        addresses=seen.addresses,
        resolution=None if seen.resolution is None else _resolution(seen.resolution),
        at=tuple(map(_address, seen.at)),
        speaks=seen.speaks or None,
    )


def _http(facts: probe.HttpFacts) -> v1.Http:
    return v1.Http(
        status=facts.status,
        version=facts.version,
        server=facts.server,
        location=facts.location,
        loops=facts.loops,
        content_type=facts.content_type,
        author=facts.author.value,
        grpc=facts.grpc or None,
    )


def _tls(facts: probe.TlsFacts) -> v1.Tls:
    return v1.Tls(
        version=facts.version,
        alpn=facts.alpn,
        subject=facts.subject,
        issuer=facts.issuer,
        names=facts.names,
        not_before=None if facts.not_before is None else facts.not_before.astimezone(UTC),
        not_after=None if facts.not_after is None else facts.not_after.astimezone(UTC),
        self_signed=facts.self_signed,
        trusted=facts.trusted,
        problem=facts.problem,
        chain=tuple(map(_certificate, facts.chain)),
        alert=facts.alert,
        wants_client_certificate=facts.wants_client_certificate,
        outdated=facts.outdated,
    )


def _certificate(served: probe.Served) -> v1.Certificate:
    return v1.Certificate(
        subject=served.subject,
        issuer=served.issuer,
        not_before=served.not_before.astimezone(UTC),
        not_after=served.not_after.astimezone(UTC),
    )


def _resolution(facts: probe.ResolutionFacts) -> v1.Resolution:
    return v1.Resolution(
        source=facts.source,
        outcome=facts.outcome.value,
        server=facts.server or None,
        aliases=facts.aliases,
        ttl=facts.ttl,
        addresses=facts.addresses,
        elsewhere=tuple(
            v1.OtherAnswer(server=other.server, outcome=other.outcome.value, addresses=other.addresses)
            for other in facts.elsewhere
        ),
    )


def _address(result: probe.AddressResult) -> v1.AddressResult:
    return v1.AddressResult(
        address=result.address,
        state=None if result.state is None else result.state.value,
        attempts=result.attempts,
        succeeded=result.succeeded,
        error=result.error or None,
    )
