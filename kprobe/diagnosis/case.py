"""Everything that is known about one exposure once the knocking is over."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from kprobe.cluster.addresses import family
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.surroundings import NOTHING_AROUND, Surroundings
from kprobe.model.exposure import Exposure
from kprobe.model.finding import Finding
from kprobe.model.probe import PortState, Stage
from kprobe.model.refs import Ref
from kprobe.model.route import Link, Route

_HOST_KINDS = frozenset({"host-network", "host-port"})


class Case(Struct, frozen=True, kw_only=True):
    """One exposure with its entries, its route and the checks' findings by (code, subject) and (code, exposure id).

    `around`: what the other exposures showed.
    """

    exposure: Exposure
    route: Route
    entries: tuple[EntryCase, ...]
    findings: Mapping[tuple[str, str], Finding]
    around: Surroundings = NOTHING_AROUND

    def finding_of(self, link: Link) -> Finding | None:
        """The finding that reports the fact that broke a link."""
        return self.finding(link.finding, link.subject) if link.finding else None

    def finding(self, code: str, subject: Ref) -> Finding | None:
        """What a check says about `subject` or, where it blames another object, about this exposure."""
        return self.findings.get((code, str(subject))) or self.findings.get((code, self.exposure.id))

    @property
    def port_detail(self) -> str:
        """What tells ports apart in findings about a Service: its own number, however many ways lead to it."""
        exposure = self.exposure
        by_service = exposure.service is not None and exposure.service_port is not None
        return str(exposure.service_port if by_service else exposure.port)

    @property
    def tried(self) -> tuple[EntryCase, ...]:
        """Entries that were knocked on and taught something."""
        return tuple(e for e in self.entries if e.observation is not None and not e.own_trouble)

    def lacks_family(self, entry: EntryCase) -> bool:
        """Whether a process on a node's own port refuses one IP family while it answers the other on that node.

        Nobody asked for both: a Service says which families it serves, a host port has every address of its node.
        """
        if self.exposure.kind not in _HOST_KINDS or entry.observation is None or entry.doomed:
            return False
        return entry.observation.state is PortState.CLOSED and any(
            e.answers and e.entry.node == entry.entry.node and family(e.entry.address) != family(entry.entry.address)
            for e in self.entries
        )

    def spared_by_name(self, entry: EntryCase) -> bool:
        """Whether the name works at another port: a client needs one of them."""
        return entry.by_name and any(e.by_name and e.answers for e in self.entries)

    def made_up(self, entry: EntryCase) -> bool:
        """Whether its name is one that nobody chose, and does not resolve: a label of kprobe's for a wildcard host.

        Names below a wildcard may well be registered one by one.
        """
        seen = entry.observation
        wildcard = (self.exposure.host or "").startswith("*.")
        return wildcard and entry.by_name and seen is not None and seen.stage is Stage.RESOLVE

    @property
    def owed(self) -> tuple[EntryCase, ...]:
        """Entries that were tried and owe a client an answer, with those that give one though they need not."""
        return tuple(
            e
            for e in self.tried
            if e.answers or not (e.intended or self.lacks_family(e) or self.spared_by_name(e) or self.made_up(e))
        )

    @property
    def failing(self) -> tuple[EntryCase, ...]:
        """Entries that should answer and do not."""
        return tuple(e for e in self.owed if e.answers is False)

    @property
    def working(self) -> tuple[EntryCase, ...]:
        """Entries that let a client through."""
        return tuple(e for e in self.tried if e.answers is True)
