"""The ways in that a report about manifests shows."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from kprobe.cluster.cluster import Cluster
from kprobe.manifests.expected_pods import is_new, without_new_pods
from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry, Exposure
from kprobe.model.report import EntryReport, ExposureReport
from kprobe.model.route import Prediction, Route
from kprobe.routes.trace import trace

_UNPROBED = "it is not there yet"


def opened(cluster: Cluster, exposures: tuple[Exposure, ...], wanted: Iterable[str]) -> tuple[ExposureReport, ...]:
    """Those whose ids are `wanted`, with what is predicted and nothing probed; pods that are made up have no name."""
    ids = set(wanted)
    own = tuple(e for e in exposures if e.id in ids)
    leading = {item.via for e in own for item in e.entries} - ids
    routes = trace(cluster, (*own, *(e for e in exposures if e.id in leading)))
    return tuple(_report(e, routes[e.id]) for e in own)


def _report(exposure: Exposure, route: Route) -> ExposureReport:
    return ExposureReport(
        exposure=replace(
            exposure,
            entries=tuple(map(_real, exposure.entries)),
            pending=without_new_pods(exposure.pending),
            notes=tuple(map(without_new_pods, exposure.notes)),
        ),
        verdict=Verdict.NOT_PROBED,
        entries=tuple(
            EntryReport(
                entry=_real(item.entry),
                prediction=_foreseen(item.prediction),
                observation=None,
                skipped=_UNPROBED,
            )
            for item in route.entries
        ),
        route=(),
        diagnosis=None,
    )


def _real(entry: Entry) -> Entry:
    return replace(entry, pod=None) if entry.pod is not None and is_new(entry.pod.name) else entry


def _foreseen(prediction: Prediction | None) -> Prediction | None:
    return replace(prediction, reason=without_new_pods(prediction.reason)) if prediction else None
