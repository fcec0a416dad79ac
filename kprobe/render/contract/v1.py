"""The types of `"schema": "kprobe/v1"`, independent of the model: the model may change, these names may not.

Fields may be added; a field is never renamed, removed or given another meaning under this version.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from kprobe.render.contract.v1_check import Check, Place
from kprobe.render.contract.v1_policy import HeldAgainst, Ignored, Narrowed, Shard
from kprobe.render.contract.v1_probe import Observation, PortState

SCHEMA = "kprobe/v1"

Confidence = Literal["certain", "likely", "possible"]
Severity = Literal["error", "warning", "info"]
Protocol = Literal["TCP", "UDP", "SCTP"]
Verdict = Literal["reachable", "degraded", "unreachable", "unexpected", "unknown", "not-probed"]


class Kprobe(Struct, frozen=True, kw_only=True):
    """The program that made the report."""

    version: str


class NodePortRange(Struct, frozen=True, kw_only=True):
    """First and last port ("30000-32767"), how that is known, and whether that proves it."""

    range: str
    source: str
    proven: bool


class Cluster(Struct, frozen=True, kw_only=True):
    """What was looked at. `data_plane` is what implements Services, by node name."""

    context: str
    server: str
    version: str
    nodes: int
    data_plane: dict[str, Literal["iptables", "nftables", "ipvs", "ebpf", "unknown"]]
    data_plane_source: str
    node_port_range: NodePortRange


class Vantage(Struct, frozen=True, kw_only=True):
    """Where the probe stood. From a node or a pod nothing is proven about outside."""

    kind: Literal["outside", "node", "pod", "unknown"]
    addresses: tuple[str, ...]
    detail: str


class Gap(Struct, frozen=True, kw_only=True):
    """Something that could not be read, and what it makes unsafe to conclude.

    `advisory`: no verdict rests on it, so that a report with such gaps alone is complete. `resource` is the plural name
    of the kind of object that is missing ("services"), null where none is.
    """

    what: str
    reason: str
    effect: str
    read_in: tuple[str, ...]
    detail: str
    advisory: bool = False
    resource: str | None = None


class Ref(Struct, frozen=True, kw_only=True):
    """One object; `namespace` is empty for cluster-scoped kinds."""

    kind: str
    namespace: str
    name: str


class Prediction(Struct, frozen=True, kw_only=True):
    """What the configuration says an outside client must see.

    `works`: whether a client gets through to the workload, null where that is not known. `statuses`: HTTP statuses
    that a router may answer for a dead backend; empty: any. `by_intent`: silent because somebody asked for it. `link`
    is the link of the route that decides.
    """

    states: tuple[PortState, ...]
    confidence: Confidence
    reason: str
    works: bool | None
    statuses: tuple[int, ...]
    by_intent: bool
    link: str


class Entry(Struct, frozen=True, kw_only=True):
    """One address, port and transport. `observation` is null where nothing was tried; `skipped` says why.

    `via` is the id of the controller's exposure that an Ingress is asked through. `application` is what is spoken there
    as far as the port declares it: it chooses the datagram of a UDP probe, and refines `scheme` over TCP. `vantage` is
    from where it was seen, null but in a report that joins several vantages. What an answer is worth hangs on who
    should give it: `controller` is the ingress controller known to serve the host, `strayed` the other Service to which
    the name led. `alone`: silent over UDP, while the same question was answered at another node.
    """

    address: str
    port: int
    protocol: Protocol
    node: str | None
    pod: Ref | None
    scheme: str
    application: str
    host: str | None
    path: str | None
    via: str | None
    prediction: Prediction | None
    observation: Observation | None
    skipped: str | None
    vantage: str | None = None
    controller: str | None = None
    strayed: Ref | None = None
    alone: bool = False


class Link(Struct, frozen=True, kw_only=True):
    """One step of a route, as the configuration has it."""

    link: str
    subject: Ref
    state: Literal["ok", "broken", "unknown", "not-checked"]
    reason: str
    evidence: tuple[str, ...]


class Diagnosis(Struct, frozen=True, kw_only=True):
    """Why it does not work. `finding` is the id of the finding that has the cause, null for none."""

    cause: str
    confidence: Confidence
    subject: Ref
    message: str
    evidence: tuple[str, ...]
    fix: tuple[str, ...]
    finding: str | None


class LeftOut(Struct, frozen=True, kw_only=True):
    """How many more entries there are, on how many nodes, that a sample leaves out.

    By the configuration they are as those that are listed: on nodes of the same kinds.
    """

    nodes: int
    entries: int


class Exposure(Struct, frozen=True, kw_only=True):
    """One way in from outside. `id` is stable from run to run. `pending` says why there is no address.

    `port` and `protocol` are what a client aims at; `host`, `path` and `tls` are those of an Ingress's rule, whose
    `ingress_class` and `controller` are null where they are not known. `left_out` is null where `entries` has every
    entry. `known`: whether the baseline has it, absent without one. `expected`: whether the policy has it among those
    that may be open, absent where it does not say which may.
    """

    id: str
    kind: str
    source: Ref
    workload: Ref | None
    service: Ref | None
    service_port: int | None
    scope: Literal["internet", "private", "loopback", "unknown"]
    verdict: Verdict
    pending: str | None
    notes: tuple[str, ...]
    entries: tuple[Entry, ...]
    route: tuple[Link, ...]
    diagnosis: Diagnosis | None
    port: int = 0
    protocol: Protocol = "TCP"
    host: str | None = None
    path: str | None = None
    tls: bool = False
    ingress_class: str | None = None
    controller: str | None = None
    labels: dict[str, str] = {}
    left_out: LeftOut | None = None
    known: bool | UnsetType = UNSET
    expected: bool | UnsetType = UNSET


class Finding(Struct, frozen=True, kw_only=True):
    """One guilty object, once, with the ids of the exposures it breaks. `id` is stable from run to run.

    `place`: the line of the manifest that has the fault; absent where none is known, and from everything but a check.
    What is `ignored`, and what the baseline has (`known`; absent without one), does not count for the exit code.
    """

    id: str
    code: str
    name: str
    severity: Severity
    confidence: Confidence
    subject: Ref
    message: str
    evidence: tuple[str, ...]
    fix: tuple[str, ...]
    exposures: tuple[str, ...]
    url: str
    place: Place | UnsetType = UNSET
    known: bool | UnsetType = UNSET
    ignored: Ignored | UnsetType = UNSET


class NotProbed(Struct, frozen=True, kw_only=True):
    """How many entries were not probed for one reason, with a few of them."""

    reason: str
    count: int
    examples: tuple[str, ...]


class Summary(Struct, frozen=True, kw_only=True):
    """Counts. Every verdict and severity is present; kinds are those that were found.

    `severities` counts what is not `ignored`; of those the baseline has as many as `known`, null without one.
    """

    exposures: int
    entries: int
    verdicts: dict[str, int]
    severities: dict[str, int]
    kinds: dict[str, int]
    not_probed: tuple[NotProbed, ...]
    ignored: int = 0
    known: int | None = None


class Advice(Struct, frozen=True, kw_only=True):
    """One way in that would expose what was asked about. `possible` is null where that is not known.

    `how` are commands to paste, one line each.
    """

    kind: str
    possible: bool | None
    reason: str
    how: tuple[str, ...]


class Why(Struct, frozen=True, kw_only=True):
    """What was asked, and the answer. `matched` and `others` are ids of exposures; `verdict` is null for none.

    `observation` is what was seen at a URL or address exactly as it was asked for, null for objects.
    """

    target: str
    subjects: tuple[Ref, ...]
    matched: tuple[str, ...]
    others: tuple[str, ...]
    verdict: Verdict | None
    answer: str
    confidence: Confidence | None
    notes: tuple[str, ...]
    observation: Observation | None
    advice: tuple[Advice, ...]


class Report(Struct, frozen=True, kw_only=True):
    """A whole report. `seconds` is the run's wall time; `interrupted` says why it ended early, null if it did not.

    `why` is absent from a scan, `shard` and `narrowed` from a run that looked at everything, `held_against` where there
    was neither a policy nor a baseline, and `vantages` from a report of one vantage: where several reports were joined
    it has all, and `vantage` what they have in common. `check` is there for manifests alone.
    """

    schema: Literal["kprobe/v1"]
    kprobe: Kprobe
    generated: datetime
    cluster: Cluster
    vantage: Vantage
    probed: bool
    interrupted: str | None
    seconds: float
    notes: tuple[str, ...]
    gaps: tuple[Gap, ...]
    exposures: tuple[Exposure, ...]
    findings: tuple[Finding, ...]
    summary: Summary
    why: Why | UnsetType = UNSET
    shard: Shard | UnsetType = UNSET
    vantages: tuple[Vantage, ...] | UnsetType = UNSET
    check: Check | UnsetType = UNSET
    narrowed: Narrowed | UnsetType = UNSET
    held_against: HeldAgainst | UnsetType = UNSET
