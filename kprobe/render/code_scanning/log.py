"""The part of SARIF 2.1.0 that kprobe writes; what each field means is in the standard (OASIS, errata 01).

Types of our own: the published Python models of the format are either abandoned or need a second validation library,
and the official schema is what the tests hold the output against.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType, field

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

Level = Literal["note", "warning", "error"]
Properties = dict[str, Any]


class Message(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Text, and the same in Markdown for those who show that."""

    text: str
    markdown: str | None = None


class Configuration(Struct, frozen=True, kw_only=True):
    """How bad a rule's results are unless they say otherwise."""

    level: Level


class Rule(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A reportingDescriptor: one thing that can be found or notified."""

    id: str
    name: str | None = None
    short_description: Message | None = None
    full_description: Message | None = None
    help: Message | None = None
    help_uri: str | None = None
    default_configuration: Configuration | None = None
    properties: Properties | None = None


class Component(Struct, frozen=True, kw_only=True, rename="camel"):
    """What made the log."""

    name: str
    full_name: str
    version: str
    semantic_version: str
    information_uri: str
    rules: tuple[Rule, ...]
    notifications: tuple[Rule, ...]


class Tool(Struct, frozen=True, kw_only=True):
    """Its parts: one."""

    driver: Component


class ArtifactLocation(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file, by a URI that is relative to the root of the repository."""

    uri: str
    description: Message | None = None


class Region(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """A line of it and, where known, the column, both from 1."""

    start_line: int
    start_column: int | None = None


class PhysicalLocation(Struct, frozen=True, kw_only=True, rename="camel"):
    """Where in which file."""

    artifact_location: ArtifactLocation
    region: Region


class LogicalLocation(Struct, frozen=True, kw_only=True, rename="camel"):
    """What, wherever it is written down."""

    name: str
    fully_qualified_name: str
    kind: Literal["resource"] = field(default="resource")


class Location(Struct, frozen=True, kw_only=True, rename="camel"):
    """Both."""

    physical_location: PhysicalLocation
    logical_locations: tuple[LogicalLocation, ...]


class Result(Struct, frozen=True, kw_only=True, rename="camel"):
    """One finding. `baseline_state`: what became of it since an earlier run, where there is one to compare with."""

    rule_id: str
    rule_index: int
    level: Level
    message: Message
    locations: tuple[Location, ...]
    partial_fingerprints: dict[str, str]
    properties: Properties
    baseline_state: Literal["new", "updated"] | UnsetType = UNSET


class Reference(Struct, frozen=True, kw_only=True):
    """Of a notification to its descriptor."""

    id: str
    index: int


class Notification(Struct, frozen=True, kw_only=True):
    """Something about the run rather than about what was looked at."""

    descriptor: Reference
    level: Level
    message: Message


class Invocation(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """The run."""

    execution_successful: bool
    start_time_utc: datetime
    end_time_utc: datetime
    exit_code: int | None = None
    exit_code_description: str | None = None
    tool_execution_notifications: tuple[Notification, ...] = ()


class Run(Struct, frozen=True, kw_only=True, rename="camel"):
    """Everything of one run."""

    tool: Tool
    invocations: tuple[Invocation, ...]
    results: tuple[Result, ...]
    properties: Properties
    column_kind: Literal["utf16CodeUnits"] = field(default="utf16CodeUnits")


class Log(Struct, frozen=True, kw_only=True, rename={"schema": "$schema"}):
    """The file."""

    schema: str
    version: Literal["2.1.0"]
    runs: tuple[Run, ...]
