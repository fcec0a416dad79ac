"""What the checks and the comparison found: one guilty object each, with all that it breaks."""

from __future__ import annotations

from msgspec import Struct

from kprobe.model.finding import Finding
from kprobe.render.web.anchors import finding_anchor
from kprobe.render.web.blocks import Block, blocks
from kprobe.render.web.bounds import clipped, few
from kprobe.render.web.catalogue import Catalogue, Links
from kprobe.render.web.marks import Mark, of_severity


class Found(Struct, frozen=True, kw_only=True):
    """One finding. `ways`: how many ways in it names, of which `links` are some; `url`: its page."""

    anchor: str
    mark: Mark
    code: str
    name: str
    url: str
    confidence: str
    subject: str
    message: str
    evidence: tuple[str, ...]
    fix: tuple[Block, ...]
    ways: int
    links: Links


def found(finding: Finding, catalogue: Catalogue) -> Found:
    """One of them."""
    links = catalogue.way_links(finding.exposures)
    return Found(
        anchor=finding_anchor(finding.id),
        mark=of_severity(finding.severity),
        code=finding.code,
        name=clipped(finding.name.replace("-", " ")),
        url=finding.url,
        confidence=finding.confidence.value,
        subject=clipped(str(finding.subject)),
        message=clipped(finding.message.removeprefix(f"{finding.subject} ")),
        evidence=few(finding.evidence),
        fix=blocks(finding.fix),
        ways=len(links.shown) + links.left,
        links=links,
    )
