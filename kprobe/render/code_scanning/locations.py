"""Where a finding is: the object, and the file that code scanning insists on.

GitHub refuses a whole log for one result without a file. An object of a cluster has none, so it gets a path that names
it (`lab/shop/Service/web`); code scanning shows the path, and that it has no such file, as it does for scans of images.
Whoever knows the file and line that an object was read from gives them here, and nowhere else.
"""

from __future__ import annotations

from urllib.parse import quote

from kprobe.model.finding import Finding
from kprobe.model.refs import Ref
from kprobe.render.code_scanning.log import (
    ArtifactLocation,
    Location,
    LogicalLocation,
    Message,
    PhysicalLocation,
    Region,
)


def location(finding: Finding, cluster: str) -> Location:
    """The object's; `cluster` is what the cluster is called."""
    subject = finding.subject
    return Location(
        physical_location=PhysicalLocation(artifact_location=_named(subject, cluster), region=Region(start_line=1)),
        logical_locations=(
            LogicalLocation(
                name=subject.name,
                fully_qualified_name="/".join(filter(None, (subject.kind, subject.namespace, subject.name))),
            ),
        ),
    )


def _named(subject: Ref, cluster: str) -> ArtifactLocation:
    parts = (cluster or "cluster", subject.namespace, subject.kind, subject.name)
    return ArtifactLocation(
        uri="/".join(map(_segment, filter(None, parts))),
        description=Message(text=f"{subject} as the cluster has it: no file"),
    )


def _segment(part: str) -> str:
    """One segment of a relative URI, whatever it is made of; one of dots alone would be a step up."""
    return quote(part, safe="") if part.strip(".") else "-"
