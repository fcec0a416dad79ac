"""From the contract's types to what a probe saw: the way back from `convert_probe`."""

from __future__ import annotations

from kprobe.model import probe
from kprobe.render.contract import v1_probe as v1


def observation(seen: v1.Observation, target: probe.Target) -> probe.Observation:
    """What was seen at `target`. The body of an HTTP answer is not in a report."""
    return probe.Observation(
        target=target,
        state=None if seen.state is None else probe.PortState(seen.state),
        stage=probe.Stage(seen.stage),
        attempts=seen.attempts,
        succeeded=seen.succeeded,
        seconds=seen.seconds,
        error=seen.error or "",
        addresses=seen.addresses,
        resolution=None if seen.resolution is None else _resolution(seen.resolution),
        at=tuple(map(_address, seen.at)),
        speaks=seen.speaks or "",
        tls=None if seen.tls is None else _tls(seen.tls),
        http=None if seen.http is None else _http(seen.http),
    )


def _http(facts: v1.Http) -> probe.HttpFacts:
    return probe.HttpFacts(
        status=facts.status,
        version=facts.version,
        server=facts.server,
        location=facts.location,
        loops=facts.loops,
        content_type=facts.content_type,
        author=probe.Author(facts.author),
        grpc=facts.grpc or "",
    )


def _tls(facts: v1.Tls) -> probe.TlsFacts:
    return probe.TlsFacts(
        version=facts.version,
        alpn=facts.alpn,
        subject=facts.subject,
        issuer=facts.issuer,
        names=facts.names,
        not_before=facts.not_before,
        not_after=facts.not_after,
        self_signed=facts.self_signed,
        trusted=facts.trusted,
        problem=facts.problem,
        chain=tuple(
            probe.Served(subject=c.subject, issuer=c.issuer, not_before=c.not_before, not_after=c.not_after)
            for c in facts.chain
        ),
        alert=facts.alert,
        wants_client_certificate=facts.wants_client_certificate,
        outdated=facts.outdated,
    )


def _resolution(facts: v1.Resolution) -> probe.ResolutionFacts:
    return probe.ResolutionFacts(
        source=facts.source,
        outcome=probe.Lookup(facts.outcome),
        server=facts.server or "",
        aliases=facts.aliases,
        ttl=facts.ttl,
        addresses=facts.addresses,
        elsewhere=tuple(
            probe.OtherAnswer(server=o.server, outcome=probe.Lookup(o.outcome), addresses=o.addresses)
            for o in facts.elsewhere
        ),
    )


def _address(result: v1.AddressResult) -> probe.AddressResult:
    return probe.AddressResult(
        address=result.address,
        state=None if result.state is None else probe.PortState(result.state),
        attempts=result.attempts,
        succeeded=result.succeeded,
        error=result.error or "",
    )
