"""What a target turned out to be."""

from __future__ import annotations

from msgspec import Struct

from kprobe.errors import UsageError
from kprobe.model.exposure import Entry, Exposure
from kprobe.model.probe import Target
from kprobe.model.refs import Ref


class UnknownTarget(UsageError):  # noqa: N818 - what it is about, as its siblings say what they are
    """Nothing, or more than one thing, is meant; `candidates` are what could be typed instead."""

    def __init__(self, message: str, *, candidates: tuple[str, ...] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.candidates = candidates


class Found(Struct, frozen=True, kw_only=True):
    """The objects that were asked about, the ways in that lead there, and other ways in to the same workload.

    `reason`: why nothing is `matched`, or why what is does not hold where it was asked for; "" where it does. `known`
    is False where something that would decide it could not be read. `node` and `pod` narrow the matched ways in to the
    entries there. `knock`: the URL or address itself.
    """

    subjects: tuple[Ref, ...] = ()
    matched: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    knock: Target | None = None
    reason: str = ""
    known: bool = True
    node: str = ""
    pod: Ref | None = None

    def means(self, entry: Entry) -> bool:
        """Whether an entry of a matched way in was asked about."""
        return (not self.node or entry.node == self.node) and (
            self.pod is None or entry.pod is None or entry.pod == self.pod
        )


def ids(exposures: tuple[Exposure, ...] | list[Exposure]) -> tuple[str, ...]:
    """Their ids, each once."""
    return tuple(dict.fromkeys(e.id for e in exposures))
