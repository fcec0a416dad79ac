"""The rules of a log: the catalogue of checks and causes, as code scanning shows them beside an alert."""

from __future__ import annotations

from kprobe.diagnosis.catalogue import Item, catalogue
from kprobe.model.finding import Finding, Severity, documentation_url
from kprobe.model.report import Report
from kprobe.render.code_scanning.log import Configuration, Level, Message, Rule

LEVELS: dict[Severity, Level] = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_FROM_COMPARING = "KP8"


def rules(report: Report) -> tuple[Rule, ...]:
    """Everything that was looked for, found or not, by code: without a probe, not what only comparing shows."""
    found = {finding.code: finding for finding in report.findings}
    known = {
        item.code: _rule(item)
        for item in catalogue()
        if item.code in found or (item.code and (report.probed or not item.code.startswith(_FROM_COMPARING)))
    }
    unknown = {code: _undocumented(finding) for code, finding in found.items() if code not in known}
    return tuple(rule for _, rule in sorted({**known, **unknown}.items()))


def _rule(item: Item) -> Rule:
    what, _, rest = item.documentation.partition("\n")
    return Rule(
        id=item.code,
        name=_pascal(item.slug),
        short_description=Message(text=item.title),
        full_description=Message(text=what),
        help=Message(text=_section(rest, "How to fix") or what, markdown=rest.strip()),
        help_uri=documentation_url(item.code),
        default_configuration=Configuration(level=LEVELS[item.severity]),
        properties={"tags": ["kubernetes", "network", _slug(item.subject)]},
    )


def _undocumented(finding: Finding) -> Rule:
    """A code that this version's catalogue lacks."""
    return Rule(
        id=finding.code,
        name=_pascal(finding.name),
        short_description=Message(text=finding.name.replace("-", " ")),
        help_uri=finding.url,
        default_configuration=Configuration(level=LEVELS[finding.severity]),
    )


def _section(text: str, title: str) -> str:
    """The prose under one heading, in one line."""
    _, found, rest = text.partition(f"## {title}\n")
    return " ".join(rest.partition("\n## ")[0].split()) if found else ""


def _pascal(slug: str) -> str:
    """`ServiceSelectsNothing`: how the standard wants the names of rules."""
    return "".join(word[:1].upper() + word[1:] for word in slug.split("-"))


def _slug(words: str) -> str:
    return words.lower().replace(",", "").replace(" ", "-")
