"""Everything that kprobe can find: checks, causes that probing shows, what several reports show, the policy's rules."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from msgspec import Struct

from kprobe.checks.judge import all_checks
from kprobe.diagnosis.cause import Cause
from kprobe.diagnosis.comparison import Comparison
from kprobe.errors import UsageError
from kprobe.model.fault import Fault
from kprobe.model.finding import Severity
from kprobe.policy.enforce import all_rules
from kprobe.registry import load

# Every page has these, in this order, below its one line of what is wrong.
SECTIONS = ("Why it matters", "Example", "How to fix", "Sources")
_SUBJECTS = {
    "KP1": "Host ports",
    "KP2": "NodePorts",
    "KP3": "Services and endpoints",
    "KP4": "Load balancers and external IPs",
    "KP5": "Ingress",
    "KP6": "Gateway API",
    "KP7": "Nodes, pods and policies",
    "KP8": "What comparing the configuration with the probe shows",
    "KP90": "Manifests",
    "KP91": "What the policy and the baseline say",
}


class Item(Struct, frozen=True, kw_only=True):
    """A check or a cause as a person looks it up. `code` is "" for a cause that only points to a check's finding."""

    code: str
    slug: str
    severity: Severity
    title: str
    since: str
    documentation: str

    @property
    def name(self) -> str:
        """What its page is called: its code, or its slug for want of one."""
        return self.code or self.slug

    @property
    def subject(self) -> str:
        """What its kind of code is about."""
        return _SUBJECTS.get(self.code[:3] or "KP8") or _SUBJECTS[self.code[:4]]

    @property
    def markdown(self) -> str:
        """The page: one line of what it is, and its sections."""
        first, _, rest = self.documentation.partition("\n")
        head = f"{self.code} {self.slug}".strip()
        return f"# {head}\n\n**{first}** Severity: {self.severity}. Since {self.since}.\n{rest}\n"


def catalogue() -> tuple[Item, ...]:
    """By code; what has none comes last."""
    found: tuple[Fault, ...] = (
        *all_checks(),
        *load("kprobe.diagnosis.causes", "CAUSE", Cause),
        *load("kprobe.diagnosis.comparisons", "COMPARISON", Comparison),
        *all_rules(),
    )
    items = (
        Item(
            code=x.code,
            slug=x.slug,
            severity=x.severity,
            title=x.title,
            since=x.since,
            documentation=x.documentation,
        )
        for x in found
    )
    return tuple(sorted(items, key=lambda item: (not item.code, item.code, item.slug)))


def look_up(word: str, items: Sequence[Item]) -> Item:
    """The one of that code or slug, in any case. Raises UsageError that names those which come close."""
    wanted = word.strip().lower()
    names = {name.lower(): item for item in items for name in (item.code, item.slug) if name}
    if (item := names.get(wanted)) is not None:
        return item
    misread = [n for n in (wanted.replace("o", "0"),) if n in names]  # the one letter that looks like a digit
    close = (*misread, *difflib.get_close_matches(wanted, names, n=3, cutoff=0.7))
    near = list(dict.fromkeys(_short(names[n]) for n in close))[:3]
    raise UsageError(
        f"no check or cause is called {word!r}",
        hint=f"Did you mean {', or '.join(near)}?" if near else "kprobe checks lists them all.",
    )


def _short(item: Item) -> str:
    return f"{item.code} ({item.slug})" if item.code else item.slug
