"""One target that a person asked about, and the answer."""

from __future__ import annotations

from dataclasses import dataclass

from kprobe.model.probe import Observation
from kprobe.model.refs import Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One way in that would expose a workload: the exposure kind's slug, whether this cluster can, and how.

    `possible` None: not known. `how` are commands or YAML to paste, never run.
    """

    kind: str
    possible: bool | None
    reason: str
    how: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """What `kprobe why` found for `target` (as given).

    `subjects`: the objects that it names; empty for a URL or address that nothing claims. `matched`: ids of the ways in
    that were asked about, worst first; `others`: ids of other ways in to the same workload. `answer`: the verdict in
    one sentence. `notes`: what else a person must know (which rule of a URL matches, what holds an address).
    `observation`: what was seen at a URL or address exactly as it was asked for, None for objects.
    `advice`: what would expose it, where nothing does.
    """

    target: str
    subjects: tuple[Ref, ...] = ()
    matched: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    answer: str = ""
    notes: tuple[str, ...] = ()
    observation: Observation | None = None
    advice: tuple[Advice, ...] = ()
