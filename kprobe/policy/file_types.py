"""The shape of kprobe.yaml and of [tool.kprobe] in pyproject.toml; for editors it is docs/kprobe.schema.json."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

Text = Annotated[str, Meta(min_length=1)]
Several = Annotated[tuple[Text, ...], Meta(min_length=1)]
Port = Annotated[int, Meta(ge=1, le=65535)]
Ports = Annotated[str, Meta(pattern=r"^[0-9]{1,5}-[0-9]{1,5}$", description="A range: 30000-32767.")]
ScopeName = Literal["internet", "private", "loopback", "unknown"]
SeverityName = Literal["error", "warning", "info"]

Codes = Annotated[
    Text | Several, Meta(description="KP301, or the name service-selects-nothing; patterns such as KP2* do, too.")
]
Objects = Annotated[
    Text | Several,
    Meta(description="KIND/NAMESPACE/NAME, or KIND/NAME where it has no namespace; * and ? are patterns in each part."),
]
Namespaces = Annotated[Text | Several, Meta(description="Of the object that the finding is about; patterns do, too.")]
Labels = Annotated[
    Text, Meta(description="A label selector as kubectl takes it, for the object that opens the way in.")
]


class SeverityEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What fits has this severity; of several that fit the last counts. At least one of the first four is given."""

    severity: SeverityName
    code: Codes | UnsetType = UNSET
    object: Objects | UnsetType = UNSET
    namespace: Namespaces | UnsetType = UNSET
    labels: Labels | UnsetType = UNSET


class IgnoreEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What fits counts for nothing. At least one of the first four is given, and all that are must fit."""

    reason: Annotated[Text, Meta(description="Why; it is shown wherever the finding would have been.")]
    code: Codes | UnsetType = UNSET
    object: Objects | UnsetType = UNSET
    namespace: Namespaces | UnsetType = UNSET
    labels: Labels | UnsetType = UNSET
    until: Annotated[date, Meta(description="The last day (UTC) on which it is ignored: 2027-01-31.")] | UnsetType = (
        UNSET
    )


class ExposedEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ways in that may be open. At least one of the first five is given, and all that are must fit."""

    id: Annotated[Text | Several, Meta(description="An exposure's id, as in JSON; patterns do, too.")] | UnsetType = (
        UNSET
    )
    kind: Annotated[Text | Several, Meta(description="node-port, ingress, load-balancer and so on.")] | UnsetType = (
        UNSET
    )
    namespace: Annotated[Text | Several, Meta(description="Of the object that opens it; patterns do.")] | UnsetType = (
        UNSET
    )
    scope: ScopeName | Annotated[tuple[ScopeName, ...], Meta(min_length=1)] | UnsetType = UNSET
    port: Port | Ports | Annotated[tuple[Port | Ports, ...], Meta(min_length=1)] | UnsetType = UNSET
    optional: Annotated[bool, Meta(description="That nothing fits is not worth a finding.")] = False


class AnnotationEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Here the annotation kprobe.dev/ignore of an object may ignore these codes, about the object itself."""

    namespace: Annotated[Text | Several, Meta(description="Patterns do, too.")]
    code: Codes


class PolicyFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `kprobe scan` does with what it finds (docs/policy.md)."""

    fail_on: Literal["error", "warning", "info", "never"] | UnsetType = UNSET
    severities: tuple[SeverityEntry, ...] = ()
    ignores: tuple[IgnoreEntry, ...] = ()
    exposed: (
        Annotated[tuple[ExposedEntry, ...], Meta(description="Only these may be open; an empty list: nothing may.")]
        | UnsetType
    ) = UNSET
    annotations: tuple[AnnotationEntry, ...] = ()
