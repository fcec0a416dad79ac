"""What an operator decides, as the stages use it; docs/policy.md tells it at length."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from kprobe.model.exposure import Scope
from kprobe.model.finding import Severity
from kprobe.policy.selection import Selection


class Override(Struct, frozen=True, kw_only=True):
    """Findings that are more, or less, severe here than elsewhere."""

    selection: Selection
    severity: Severity


class Ignore(Struct, frozen=True, kw_only=True):
    """Findings that count for nothing, why, and to the end of which day (None: for ever)."""

    selection: Selection
    reason: str
    until: date | None = None

    def holds(self, today: date) -> bool:
        """Whether it has not expired."""
        return self.until is None or today <= self.until


class Expected(Struct, frozen=True, kw_only=True):
    """Ways in that may be open: each field that is given must fit, one of its values is enough.

    `ids` and `namespaces` are patterns with `*`, `?` and `[…]`; `ports` are (first, last). `optional`: that there is
    none is not worth a finding.
    """

    ids: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    scopes: tuple[Scope, ...] = ()
    ports: tuple[tuple[int, int], ...] = ()
    optional: bool = False

    def __str__(self) -> str:
        ports = (str(a) if a == b else f"{a}-{b}" for a, b in self.ports)
        parts = {
            "id": self.ids,
            "kind": self.kinds,
            "namespace": self.namespaces,
            "scope": tuple(s.value for s in self.scopes),
            "port": tuple(ports),
        }
        return ", ".join(f"{name} {' or '.join(values)}" for name, values in parts.items() if values)


class Allowance(Struct, frozen=True, kw_only=True):
    """In which namespaces objects may ask by annotation to ignore which codes; both are patterns."""

    namespaces: tuple[str, ...]
    codes: tuple[str, ...]


class Policy(Struct, frozen=True, kw_only=True):
    """All of it. `name` is the file's, "" for none. `exposed` None: nothing is said about which ways in may be open.

    Of several `severities` that fit the last counts. `fail_on` is the option's word, "" where the file has none.
    """

    name: str = ""
    fail_on: str = ""
    severities: tuple[Override, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    exposed: tuple[Expected, ...] | None = None
    annotations: tuple[Allowance, ...] = ()


NO_POLICY = Policy()
