"""One target that a person asked about, and the answer."""

from __future__ import annotations

from msgspec import Struct

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Confidence
from kprobe.model.probe import Observation
from kprobe.model.refs import Ref


class Advice(Struct, frozen=True, kw_only=True, gc=False):
    """One way in that would expose a workload: the exposure kind's slug, whether this cluster can, and how.

    `possible` None: not known. `how` are commands or YAML to paste, never run.
    """

    kind: str
    possible: bool | None
    reason: str
    how: tuple[str, ...] = ()


class Why(Struct, frozen=True, kw_only=True, gc=False):
    """What `kprobe why` found for `target` (as given).

    `subjects`: the objects that it names; empty for a URL or address that nothing claims. `matched`: ids of the ways in
    that were asked about, worst first; `others`: ids of other ways in to the same workload. `verdict`: on all that was
    asked about together, None where nothing leads there. `answer`: the same in one sentence, and how sure that is
    (`confidence`; None where it says only what was seen). `notes`: what else a person must know (which rule of a URL
    matches, what holds an address). `observation`: what was seen at a URL or address exactly as it was asked for, None
    for objects. `advice`: what would expose it, where nothing does; commands to paste, one line each.
    """

    target: str
    subjects: tuple[Ref, ...] = ()
    matched: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    verdict: Verdict | None = None
    answer: str = ""
    confidence: Confidence | None = None
    notes: tuple[str, ...] = ()
    observation: Observation | None = None
    advice: tuple[Advice, ...] = ()
