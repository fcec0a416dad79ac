"""What a scenario is: something built in the cluster, what a plain client must see of it, and the truth about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.e2e.objects import Object

Verdicts = frozenset[str]

REACHABLE, UNREACHABLE, DEGRADED, UNKNOWN, UNEXPECTED = (
    frozenset({verdict}) for verdict in ("reachable", "unreachable", "degraded", "unknown", "unexpected")
)
UNTOLD = frozenset({"unknown", "not-probed"})
"""Nothing outside is meant to answer, or nothing that a client can see tells."""

NO_WAY_IN = frozenset({"no way in"})
"""No exposure of this kind exists: the report must not invent one."""

OPEN, CLOSED, SILENT = ("open",), ("closed",), ("filtered", "unreachable")
REFUSED_BY_ROUTER = ("closed", "filtered")
"""A refusal by ICMP at an address that is no node's own: a node that routes it back to where it came from (one-armed)
takes its redirects from the same allowance, and may have none left for the refusal (S-11)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where a plain client knocks, and the states that it must see because of what was built.

    `address`: a word of words.py, or `$LB`, `$LB6` (what the Service `web` was given). With `host` it asks by HTTP
    and the state is `open 200`.
    """

    address: str
    port: int
    sees: tuple[str, ...]
    protocol: str = "TCP"
    scheme: str = ""
    host: str = ""
    path: str = "/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What is to blame: acceptable codes, and the guilty objects as `Kind/name` or `Kind/namespace/name`.

    `because` says it in words, for rows whose code is not in the catalogue.
    """

    codes: tuple[str, ...]
    subjects: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Firewall:
    """nftables rules on a node (`*`: on each) for as long as the scan takes.

    `rule` stands before everything that kube-proxy does.
    """

    node: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One row of the table. Without `cause` it is healthy: nothing in it may be blamed.

    `way`: the id of the exposure that it is about, `$NS` for the namespace, empty where there is none; `others`: more.
    `needs`: facts without which it cannot be built. `then`: kubectl commands after everything has settled. `names`:
    what the client's resolver answers. `cordon`: a node; nobody else's pod may wait for it. `undecided`: kube-proxy's
    mode (`*`: any) → why nothing decides there which verdict is true; `verdict` and `others` are not held against the
    report then.
    """

    name: str
    family: str
    built: str
    objects: tuple[Object, ...]
    way: str
    verdict: Verdicts
    doors: tuple[Door, ...]
    cause: Cause | None = None
    others: tuple[tuple[str, Verdicts], ...] = ()
    needs: tuple[str, ...] = ()
    then: tuple[tuple[str, ...], ...] = ()
    firewall: Firewall | None = None
    cordon: str = ""
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    undecided: dict[str, str] = field(default_factory=dict)

    @property
    def namespace(self) -> str:
        """Where its objects live."""
        return f"kv-{self.name}"

    @property
    def healthy(self) -> bool:
        """Whether nothing is to blame."""
        return self.cause is None
