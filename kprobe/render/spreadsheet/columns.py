"""The columns, in their order: new ones are added at the end, none is renamed or removed (docs/formats.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from kprobe.model.exposure import Entry
from kprobe.model.probe import HttpFacts, Observation, TlsFacts
from kprobe.model.report import EntryReport, ExposureReport, Report
from kprobe.model.route import Prediction
from kprobe.render.people.seen import prediction_word, state_word
from kprobe.render.people.where import asked, where
from kprobe.render.people.why import why
from kprobe.render.spreadsheet.cell import Value

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One entry of an exposure; `entry` is None for an exposure without an entry."""

    report: Report
    item: ExposureReport
    entry: EntryReport | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column; `meaning` is its documentation."""

    name: str
    meaning: str
    value: Callable[[Row], Value]


def rows(report: Report) -> Iterator[Row]:
    """A row for each entry, and one for an exposure that has none; in the report's order."""
    for item in report.exposures:
        for entry in item.entries or (None,):
            yield Row(report=report, item=item, entry=entry)


def _of(part: Callable[[Row], T | None], *columns: tuple[str, str, Callable[[T], Value]]) -> Iterator[Column]:
    """Columns that read one part of a row; empty where a row has no such part."""
    for name, meaning, read in columns:
        yield Column(name=name, meaning=meaning, value=_reading(part, read))


def _reading(part: Callable[[Row], T | None], read: Callable[[T], Value]) -> Callable[[Row], Value]:
    def value(row: Row) -> Value:
        found = part(row)
        return None if found is None else read(found)

    return value


def _entry(row: Row) -> Entry | None:
    return None if row.entry is None else row.entry.entry


def _prediction(row: Row) -> Prediction | None:
    return None if row.entry is None else row.entry.prediction


def _observation(row: Row) -> Observation | None:
    return None if row.entry is None else row.entry.observation


def _http(row: Row) -> HttpFacts | None:
    seen = _observation(row)
    return None if seen is None else seen.http


def _tls(row: Row) -> TlsFacts | None:
    seen = _observation(row)
    return None if seen is None else seen.tls


def _asked_about(row: Row) -> bool | None:
    return None if row.report.why is None else row.item.exposure.id in row.report.why.matched


def _seen(entry: EntryReport) -> str | None:
    seen = entry.observation
    return None if seen is None else state_word(seen, scheme=entry.entry.scheme)


def _not_probed(entry: EntryReport) -> str | None:
    return (entry.skipped or "not probed") if entry.observation is None else None


def _pod(entry: Entry) -> str | None:
    return None if entry.pod is None else entry.pod.path


COLUMNS = (
    *_of(
        lambda row: row,
        ("cluster", "the kubeconfig's context", lambda row: row.report.cluster.context),
        ("exposure", "the id of the way in, stable from run to run", lambda row: row.item.exposure.id),
    ),
    *_of(
        lambda row: row.item.exposure,
        ("kind", "`host-port`, `node-port`, `ingress` and so on", lambda e: e.kind),
        ("namespace", "of the object that opens it", lambda e: e.source.namespace),
        ("source_kind", "that object's kind", lambda e: e.source.kind),
        ("source", "that object's name", lambda e: e.source.name),
    ),
    *_of(
        lambda row: row.item.exposure.workload,
        ("workload_kind", "what answers behind it, where that is known", lambda w: w.kind),
        ("workload", "its name", lambda w: w.name),
    ),
    *_of(
        lambda row: row.item.exposure,
        ("scope", "`internet`, `private`, `loopback` or `unknown`", lambda e: e.scope.value),
        ("where", "what a client aims at, in short", where),
    ),
    *_of(
        lambda row: row,
        ("verdict", "on the whole way in", lambda row: row.item.verdict.value),
        ("asked", "`kprobe why` only: whether it was asked about, or is another way in", _asked_about),
    ),
    *_of(
        lambda row: row.item.diagnosis,
        ("cause", "why it does not work: a name of the catalogue", lambda d: d.cause),
        ("confidence", "in that cause: `certain`, `likely` or `possible`", lambda d: d.confidence.value),
        ("finding", "the id of the finding that has the cause", lambda d: d.finding),
    ),
    *_of(lambda row: row.item, ("why", "the one sentence that explains it", why)),
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
        lambda row: row.entry,
        ("predicted", "what the configuration says must be seen", lambda e: prediction_word(e.prediction)),
    ),
    *_of(
        _prediction,
        ("prediction_confidence", "how sure that is", lambda p: p.confidence.value),
        ("prediction_reason", "because of what", lambda p: p.reason),
    ),
    *_of(
        lambda row: row.entry,
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
