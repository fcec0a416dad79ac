"""Where a finding is: the object, and the file that code scanning insists on.

GitHub refuses a whole log for one result without a file. An object of a cluster has none, so it gets a path that names
it (`lab/shop/Service/web`); code scanning shows the path, and that it has no such file, as it does for scans of images.
What manifests are found to do has their file and line.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import quote

from kprobe.model.finding import Finding, Place
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
        physical_location=_in_file(finding.place) if finding.place else _of_object(subject, cluster),
        logical_locations=(
            LogicalLocation(
                name=subject.name,
                fully_qualified_name="/".join(filter(None, (subject.kind, subject.namespace, subject.name))),
            ),
        ),
    )


def _in_file(place: Place) -> PhysicalLocation:
    """A relative URI is taken from the top of the repository, where `kprobe check` should run then."""
    path = PurePosixPath(place.file)
    uri = path.as_uri() if path.is_absolute() else "/".join(map(_step, path.parts))
    return PhysicalLocation(
        artifact_location=ArtifactLocation(uri=uri),
        region=Region(start_line=place.line, start_column=place.column),
    )


def _step(part: str) -> str:
    return part if part == ".." else quote(part, safe="")


def _of_object(subject: Ref, cluster: str) -> PhysicalLocation:
    return PhysicalLocation(artifact_location=_named(subject, cluster), region=Region(start_line=1))


def _named(subject: Ref, cluster: str) -> ArtifactLocation:
    parts = (cluster or "cluster", subject.namespace, subject.kind, subject.name)
    return ArtifactLocation(
        uri="/".join(map(_segment, filter(None, parts))),
        description=Message(text=f"{subject} as the cluster has it: no file"),
    )


def _segment(part: str) -> str:
    """One segment of a relative URI, whatever it is made of; one of dots alone would be a step up."""
    return quote(part, safe="") if part.strip(".") else "-"
