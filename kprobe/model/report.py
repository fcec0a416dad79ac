"""The end of the pipeline: all that is said about a cluster."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kprobe.model.checked import Checked
from kprobe.model.diagnosis import Diagnosis, Verdict
from kprobe.model.exposure import Entry, Exposure
from kprobe.model.finding import Finding
from kprobe.model.probe import Observation
from kprobe.model.route import Link, Prediction
from kprobe.model.snapshot import DataPlane, Gap, NodePortRange
from kprobe.model.why import Why


class VantageKind(StrEnum):
    """Where the probe stood."""

    OUTSIDE = "outside"
    NODE = "node"
    POD = "pod"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vantage:
    """Where the probe stood, with its own addresses. From a node or a pod nothing is proven about outside."""

    kind: VantageKind
    addresses: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryReport:
    """One entry: what was predicted, what was seen, or why nothing was tried (`skipped`); `links`: its own route."""

    entry: Entry
    prediction: Prediction | None
    observation: Observation | None
    skipped: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureReport:
    """One way in with its verdict."""

    exposure: Exposure
    verdict: Verdict
    entries: tuple[EntryReport, ...]
    route: tuple[Link, ...]
    diagnosis: Diagnosis | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterFacts:
    """What was read, in a headline."""

    context: str
    server: str
    version: str
    nodes: int
    data_plane: tuple[tuple[str, DataPlane], ...]
    data_plane_source: str
    node_port_range: NodePortRange


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a renderer shows. `seconds`: wall time of the whole run; `notes`: what else a reader must know.

    `why`: what was asked about and the answer in a sentence; None for a scan. `checked`: the manifests that were looked
    at, None for anything else; nothing is probed then.
    """

    version: str
    generated: datetime
    cluster: ClusterFacts
    vantage: Vantage
    probed: bool
    gaps: tuple[Gap, ...]
    exposures: tuple[ExposureReport, ...]
    findings: tuple[Finding, ...]
    seconds: float
    interrupted: str = ""
    notes: tuple[str, ...] = ()
    why: Why | None = None
    checked: Checked | None = None
