"""The end of the pipeline: all that is said about a cluster."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from kprobe.model.checked import Checked
from kprobe.model.diagnosis import Diagnosis, Verdict
from kprobe.model.exposure import Entry, Exposure
from kprobe.model.finding import Finding
from kprobe.model.policy import HeldAgainst, Ignored, IgnoreRequest
from kprobe.model.probe import Observation
from kprobe.model.refs import Ref
from kprobe.model.route import Link, Prediction
from kprobe.model.snapshot import DataPlane, Gap, NodePortRange
from kprobe.model.why import Why


class VantageKind(StrEnum):
    """Where the probe stood."""

    OUTSIDE = "outside"
    NODE = "node"
    POD = "pod"
    UNKNOWN = "unknown"


class Vantage(Struct, frozen=True, kw_only=True, gc=False):
    """Where the probe stood, with its own addresses. From a node or a pod nothing is proven about outside."""

    kind: VantageKind
    addresses: tuple[str, ...] = ()
    detail: str = ""

    @property
    def name(self) -> str:
        """What tells it from others: `outside 198.51.100.100`."""
        return f"{self.kind} {self.addresses[0]}" if self.addresses else self.kind.value


class Shard(Struct, frozen=True, kw_only=True, gc=False):
    """The part of the ways in that one of several runs looks at: number `index` (from 0) of `of` parts."""

    index: int
    of: int

    def __str__(self) -> str:
        return f"{self.index}/{self.of}"


class EntryReport(Struct, frozen=True, kw_only=True, gc=False):
    """One entry: what was predicted, what was seen, or why nothing was tried (`skipped`); `links`: its own route.

    `vantage`: from where it was seen, by name; "" but where reports of several vantages were joined.
    What an answer is worth hangs on who should have given it (`controller`, a slug), on where the probe stood
    (`inside`: a node or a pod), on whether a name led to another Service (`strayed`), and on whether UDP is silent here
    that replies elsewhere (`alone`).
    """

    entry: Entry
    prediction: Prediction | None
    observation: Observation | None
    skipped: str = ""
    links: tuple[Link, ...] = ()
    vantage: str = ""
    controller: str | None = None
    inside: bool = False
    strayed: Ref | None = None
    alone: bool = False


class ExposureReport(Struct, frozen=True, kw_only=True, gc=False):
    """One way in with its verdict.

    `known`: whether the baseline has it, None without one. `expected`: whether the policy has it among those that may
    be open, None where it does not say which may.
    """

    exposure: Exposure
    verdict: Verdict
    entries: tuple[EntryReport, ...]
    route: tuple[Link, ...]
    diagnosis: Diagnosis | None
    known: bool | None = None
    expected: bool | None = None


class Narrowed(Struct, frozen=True, kw_only=True, gc=False):
    """What of a cluster was looked at, by `namespaces` and label `selector` (kubectl's syntax); empty: every one."""

    namespaces: tuple[str, ...] = ()
    selector: str = ""


class ClusterFacts(Struct, frozen=True, kw_only=True, gc=False):
    """What was read, in a headline."""

    context: str
    server: str
    version: str
    nodes: int
    data_plane: tuple[tuple[str, DataPlane], ...]
    data_plane_source: str
    node_port_range: NodePortRange


class Report(Struct, frozen=True, kw_only=True, gc=False):
    """What a renderer shows. `seconds`: wall time of the whole run; `notes`: what else a reader must know.

    `why`: what was asked about and the answer in a sentence; None for a scan. `shard`: the part that was looked at,
    None for all of it. `vantages`: of a report that joins several, all of them; `vantage` is what they have in common.
    `checked`: the manifests that were looked at, None for anything else; nothing is probed then.
    `narrowed`: by what it was, None for everything. `ignored`: findings that the policy takes out of `findings`;
    `requests`: what objects ask to ignore; `held_against`: which policy and baseline.
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
    shard: Shard | None = None
    vantages: tuple[Vantage, ...] = ()
    checked: Checked | None = None
    narrowed: Narrowed | None = None
    ignored: tuple[Ignored, ...] = ()
    requests: tuple[IgnoreRequest, ...] = ()
    held_against: HeldAgainst | None = None

    @property
    def partial(self) -> bool:
        """Whether only a part of the cluster was looked at, so that what is not in the report may be in the cluster."""
        return self.narrowed is not None or self.shard is not None
