"""The columns, in their order: new ones are added at the end, none is renamed or removed (docs/formats.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from msgspec import Struct

from kprobe.model.exposure import Entry
from kprobe.model.probe import HttpFacts, Observation, TlsFacts
from kprobe.model.report import EntryReport, ExposureReport, Report
from kprobe.model.route import Prediction
from kprobe.render.people.seen import prediction_word, state_word
from kprobe.render.people.where import asked, where
from kprobe.render.people.why import why
from kprobe.render.spreadsheet.cell import Value, cell

S = TypeVar("S")
T = TypeVar("T")


class WayIn(Struct, frozen=True, kw_only=True):
    """One exposure, and the report that it stands in."""

    report: Report
    item: ExposureReport


class Column(Struct, Generic[S], frozen=True, kw_only=True):
    """One column; `meaning` is its documentation."""

    name: str
    meaning: str
    value: Callable[[S], Value]


def rows(report: Report) -> Iterator[list[str]]:
    """The cells of each entry, and one row for an exposure that has none; in the report's order."""
    nothing = [""] * len(OF_ENTRIES)
    for item in report.exposures:
        way_in = WayIn(report=report, item=item)
        shared = [cell(column.value(way_in)) for column in OF_WAYS_IN]
        for entry in item.entries:
            yield shared + [cell(column.value(entry)) for column in OF_ENTRIES]
        if not item.entries:
            yield shared + nothing


def _of(part: Callable[[S], T | None], *columns: tuple[str, str, Callable[[T], Value]]) -> Iterator[Column[S]]:
    """Columns that read one part; empty where there is no such part."""
    for name, meaning, read in columns:
        yield Column(name=name, meaning=meaning, value=_reading(part, read))


def _reading(part: Callable[[S], T | None], read: Callable[[T], Value]) -> Callable[[S], Value]:
    def value(source: S) -> Value:
        found = part(source)
        return None if found is None else read(found)

    return value


def _asked_about(way_in: WayIn) -> bool | None:
    asked_for = way_in.report.why
    return None if asked_for is None else way_in.item.exposure.id in asked_for.matched


def _way_in(way_in: WayIn) -> WayIn:
    return way_in


def _itself(entry: EntryReport) -> EntryReport:
    return entry


def _entry(entry: EntryReport) -> Entry:
    return entry.entry


def _prediction(entry: EntryReport) -> Prediction | None:
    return entry.prediction


def _observation(entry: EntryReport) -> Observation | None:
    return entry.observation


def _http(entry: EntryReport) -> HttpFacts | None:
    return None if entry.observation is None else entry.observation.http


def _tls(entry: EntryReport) -> TlsFacts | None:
    return None if entry.observation is None else entry.observation.tls


def _seen(entry: EntryReport) -> str | None:
    seen = entry.observation
    return None if seen is None else state_word(seen, scheme=entry.entry.scheme)


def _not_probed(entry: EntryReport) -> str | None:
    return (entry.skipped or "not probed") if entry.observation is None else None


def _pod(entry: Entry) -> str | None:
    return None if entry.pod is None else entry.pod.path


OF_WAYS_IN: tuple[Column[WayIn], ...] = (
    *_of(
        lambda way_in: way_in.report.cluster,
        ("cluster", "the kubeconfig's context", lambda cluster: cluster.context),
    ),
    *_of(
        lambda way_in: way_in.item.exposure,
        ("exposure", "the id of the way in, stable from run to run", lambda e: e.id),
        ("kind", "`host-port`, `node-port`, `ingress` and so on", lambda e: e.kind),
        ("namespace", "of the object that opens it", lambda e: e.source.namespace),
        ("source_kind", "that object's kind", lambda e: e.source.kind),
        ("source", "that object's name", lambda e: e.source.name),
    ),
    *_of(
        lambda way_in: way_in.item.exposure.workload,
        ("workload_kind", "what answers behind it, where that is known", lambda w: w.kind),
        ("workload", "its name", lambda w: w.name),
    ),
    *_of(
        lambda way_in: way_in.item.exposure,
        ("scope", "`internet`, `private`, `loopback` or `unknown`", lambda e: e.scope.value),
        ("where", "what a client aims at, in short", where),
    ),
    *_of(
        _way_in,
        ("verdict", "on the whole way in", lambda way_in: way_in.item.verdict.value),
        ("asked", "`kprobe why` only: whether it was asked about, or is another way in", _asked_about),
    ),
    *_of(
        lambda way_in: way_in.item.diagnosis,
        ("cause", "why it does not work: a name of the catalogue", lambda d: d.cause),
        ("confidence", "in that cause: `certain`, `likely` or `possible`", lambda d: d.confidence.value),
        ("finding", "the id of the finding that has the cause", lambda d: d.finding),
    ),
    *_of(lambda way_in: way_in.item, ("why", "the one sentence that explains it", why)),
)
OF_ENTRIES: tuple[Column[EntryReport], ...] = (
    *_of(
        _entry,
        ("address", "of the entry: an IP address, or a name", lambda e: e.address),
        ("port", "what a client aims at", lambda e: e.port),
        ("protocol", "`TCP`, `UDP` or `SCTP`", lambda e: e.protocol.value),
        ("node", "whose address it is", lambda e: e.node),
        ("pod", "the one behind it (host ports and host network)", _pod),
        ("url", "what was asked for, over HTTP", asked),
        ("via", "the id of the controller's way in that an Ingress is asked through", lambda e: e.via),
    ),
    *_of(
        _itself,
        ("predicted", "what the configuration says must be seen", lambda e: prediction_word(e.prediction)),
    ),
    *_of(
        _prediction,
        ("prediction_confidence", "how sure that is", lambda p: p.confidence.value),
        ("prediction_reason", "because of what", lambda p: p.reason),
    ),
    *_of(
        _itself,
        ("seen", "the port state, or what the conversation at an open port ended at", _seen),
        ("not_probed", "why nothing was tried", _not_probed),
    ),
    *_of(
        _observation,
        ("stage", "how far the probe got", lambda o: o.stage.value),
        ("attempts", "how often it was tried", lambda o: o.attempts),
        ("succeeded", "how many of them got through", lambda o: o.succeeded),
        ("seconds", "to connect", lambda o: o.seconds),
        ("error", "what went wrong", lambda o: o.error),
    ),
    *_of(_http, ("http_status", "of the answer", lambda h: h.status)),
    *_of(
        _tls,
        ("tls_version", "that was agreed upon", lambda t: t.version),
        ("certificate_not_after", "when the served certificate ends (UTC)", lambda t: t.not_after),
        ("certificate_problem", "what is wrong with it", lambda t: t.problem),
    ),
)
COLUMNS: tuple[Column[WayIn] | Column[EntryReport], ...] = (*OF_WAYS_IN, *OF_ENTRIES)
