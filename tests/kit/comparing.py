"""Observations by hand, and the comparing stage run on a cluster of the builders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from kprobe.checks.judge import judge
from kprobe.cluster.cluster import Cluster
from kprobe.diagnosis.diagnose import diagnose
from kprobe.exposures.classify import classify
from kprobe.model.diagnosis import Diagnosis
from kprobe.model.exposure import Entry
from kprobe.model.finding import Finding
from kprobe.model.probe import (
    Author,
    HttpFacts,
    Observation,
    PortState,
    ProbeResult,
    Skipped,
    Stage,
    Target,
    TlsFacts,
)
from kprobe.model.report import ExposureReport, Vantage, VantageKind
from kprobe.routes.trace import trace
from tests.kit.as_read import as_read

Witness = Callable[[Entry], Observation | Skipped | None]

ERRORS = {PortState.CLOSED: "connection refused", PortState.FILTERED: "no answer within 2 s"}


def saw(entry: Entry, state: PortState | None, **more: object) -> Observation:
    """A knock at `entry`: three attempts of the same outcome; an open port that promises HTTP answers 200."""
    answers = state is PortState.OPEN and entry.scheme and entry.path is None
    base = Observation(
        target=Target.of(entry),
        state=state,
        stage=Stage.CONNECT,
        attempts=3,
        succeeded=3 if state is PortState.OPEN else 0,
        seconds=0.001,
        error=ERRORS.get(state, "") if state else "",
        http=HttpFacts(status=200) if answers else None,
    )
    return replace(base, **more)


def answered(
    entry: Entry,
    status: int = 200,
    *,
    author: Author = Author.ROUTE,
    tls: TlsFacts | None = None,
    addresses: tuple[str, ...] = (),
    body: str = "",
    **facts: str | bool,
) -> Observation:
    """An HTTP answer at `entry`; `body` is its beginning, `facts` are others of HttpFacts."""
    return saw(
        entry,
        PortState.OPEN,
        stage=Stage.RESPONSE,
        http=HttpFacts(status=status, author=author, excerpt=body, **facts),  # type: ignore[arg-type]
        tls=tls,
        addresses=addresses,
    )


def works(entry: Entry) -> Observation:
    """What a healthy entry shows: an answer where one was asked for, an open port elsewhere."""
    if entry.scheme and entry.path:
        return answered(entry, addresses=("192.0.2.11",) if entry.address == entry.host else ())
    return saw(entry, PortState.OPEN)


def no_name(entry: Entry) -> Observation:
    """The name does not resolve."""
    return saw(entry, None, stage=Stage.RESOLVE, attempts=0, error="no such name")


def spared(entry: Entry) -> Skipped:
    """Not knocked on: not reached before the end."""
    return Skipped(target=Target.of(entry), reason="the deadline passed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What comparing gives: reports by exposure id, and all findings."""

    reports: dict[str, ExposureReport]
    findings: tuple[Finding, ...]

    def made(self) -> tuple[Finding, ...]:
        """The findings that only the probe could make."""
        return tuple(f for f in self.findings if f.code.startswith("KP8"))

    def diagnosis(self, exposure: str) -> Diagnosis:
        """Of one exposure that has one."""
        found = self.reports[exposure].diagnosis
        assert found is not None
        return found

    def cause(self, exposure: str) -> str:
        """Its cause, "" for none."""
        found = self.reports[exposure].diagnosis
        return found.cause if found else ""


def compared(
    cluster: Cluster,
    witness: Witness | None = None,
    *,
    kind: VantageKind = VantageKind.OUTSIDE,
    at: tuple[str, ...] = (),
) -> Compared:
    """Everything from classifying to comparing; `witness` says what was seen at each entry (None: nothing at all).

    `kind` and `at` say where the probe stood, and with which addresses.
    """
    cluster = as_read(cluster)
    exposures = classify(cluster)
    routes = trace(cluster, exposures)
    findings, faults = judge(cluster, exposures, strict=True)
    assert faults == ()
    told = [witness(e) for x in exposures for e in x.entries] if witness else []
    result = ProbeResult(
        observations=tuple(dict.fromkeys(o for o in told if isinstance(o, Observation))),
        skipped=tuple(dict.fromkeys(s for s in told if isinstance(s, Skipped))),
    )
    reports, findings = diagnose(exposures, routes, findings, result, Vantage(kind=kind, addresses=at))
    return Compared(reports={r.exposure.id: r for r in reports}, findings=findings)
