"""A baseline in a file: sorted, a line for each finding and way in, so that a difference in git reads as what changed.

The same state of a cluster gives the same bytes: there is no time in it, no version and no name of the cluster. Its
JSON Schema is docs/baseline.schema.json.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from kprobe.errors import KprobeError, UsageError
from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Scope
from kprobe.model.finding import Severity
from kprobe.model.report import VantageKind
from kprobe.model.text import visible
from kprobe.policy.baseline import Baseline
from kprobe.policy.state import State

SCHEMA = "kprobe-baseline/v1"
_BROKEN = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_HINT = "Write one with: kprobe scan --write-baseline FILE"


class ExposureState(Struct, frozen=True, kw_only=True):
    """How a way in stood."""

    scope: Literal["internet", "private", "loopback", "unknown"]
    verdict: Literal["reachable", "degraded", "unreachable", "unexpected", "unknown", "not-probed"]


class BaselineFile(Struct, frozen=True, kw_only=True):
    """What is known. `vantage` is from where the ways in were seen, null where nobody knocked."""

    schema: Literal["kprobe-baseline/v1"]
    vantage: Literal["outside", "node", "pod", "unknown"] | None
    findings: Annotated[dict[str, Literal["error", "warning", "info"]], Meta(description="Severities, by id.")]
    exposures: Annotated[dict[str, ExposureState], Meta(description="Ways in, by id.")]


class _Head(Struct, frozen=True, kw_only=True):
    schema: str = ""


def written(baseline: Baseline) -> Iterator[str]:
    """The file's text, in parts."""
    vantage = baseline.vantage.value if baseline.vantage is not None else None
    states = {i: {"scope": s.scope.value, "verdict": s.verdict.value} for i, s in baseline.exposures.items()}
    yield f'{{\n  "schema": {json.dumps(SCHEMA)},\n  "vantage": {json.dumps(vantage)},\n'
    yield from _members("findings", {i: s.value for i, s in baseline.findings.items()})
    yield ",\n"
    yield from _members("exposures", states)
    yield "\n}\n"


def read_baseline(path: Path) -> Baseline:
    """Raises UsageError where there is no such file, KprobeError where it is no baseline that can be read."""
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"--baseline {path}: there is no such file", hint=_HINT) from None
    except OSError as error:
        raise KprobeError(f"cannot read the baseline {path}: {error.strerror or error}") from None
    return parsed(text, visible(str(path)))


def parsed(text: bytes, name: str) -> Baseline:
    """`name` is the file's, for messages and for the report."""
    try:
        schema = msgspec.json.decode(text, type=_Head).schema
        if schema == SCHEMA:
            return _baseline(msgspec.json.decode(text, type=BaselineFile), name)
    except _BROKEN as error:
        raise KprobeError(f"{name} is no baseline: {visible(str(error))[:200]}", hint=_HINT) from None
    what = f"of another kind or version ({visible(schema)[:40]})" if schema else "without a schema"
    raise KprobeError(f"{name} is {what}; this kprobe reads {SCHEMA}", hint=_HINT)


def _baseline(file: BaselineFile, name: str) -> Baseline:
    return Baseline(
        name=name,
        vantage=VantageKind(file.vantage) if file.vantage is not None else None,
        findings={i: Severity(s) for i, s in file.findings.items()},
        exposures={i: State(scope=Scope(s.scope), verdict=Verdict(s.verdict)) for i, s in file.exposures.items()},
    )


def _members(name: str, values: Mapping[str, object]) -> Iterator[str]:
    """One line each, by id."""
    yield f"  {json.dumps(name)}: {{"
    for number, key in enumerate(sorted(values)):
        yield f"{',' if number else ''}\n    {json.dumps(key, ensure_ascii=False)}: {json.dumps(values[key])}"
    yield "\n  }" if values else "}"
