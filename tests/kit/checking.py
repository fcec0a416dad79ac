"""Checks manifests, written as YAML, against a cluster of the builders."""

from __future__ import annotations

import io
from typing import Any

from kprobe.cluster.cluster import Cluster
from kprobe.manifests.manifest import Manifests
from kprobe.manifests.reading import in_namespace, read_manifests
from kprobe.manifests.texts import Text
from kprobe.model.finding import Finding, Severity
from kprobe.model.report import Report
from kprobe.pipeline.check import CheckOptions, check
from kprobe.progress import Silent
from tests.kit.source import Held

FILE = "shop.yaml"


def manifests(text: str, namespace: str = "shop", file: str = FILE) -> Manifests:
    """What one file holds."""
    return in_namespace(read_manifests([Text(name=file, content=text.encode())]), namespace)


def checked(text: str, of: Cluster | None = None, **options: Any) -> Report:
    """The report; `of` None is offline."""
    read = read_manifests([Text(name=FILE, content=text.encode())])
    source = None if of is None else Held.of(of)
    return check(read, source, CheckOptions(**{"namespace": "shop", **options}), Silent())


def found(text: str, of: Cluster | None = None, **options: Any) -> dict[str, Finding]:
    """What is said above information, by code; one of each."""
    findings = [f for f in checked(text, of, **options).findings if f.severity is not Severity.INFO]
    by_code = {f.code: f for f in findings}
    assert len(by_code) == len(findings), [f"{f.code} {f.message}" for f in findings]
    return by_code


def everything(text: str, of: Cluster | None = None, **options: Any) -> list[str]:
    """Codes and severities of all findings, worst first."""
    return [f"{f.code} {f.severity}" for f in checked(text, of, **options).findings]


def line(text: str, part: str) -> int:
    """The line of a text that has `part`, from 1."""
    return next(number for number, content in enumerate(text.splitlines(), 1) if part in content)


def from_stdin(text: bytes) -> io.BytesIO:
    """Standard input."""
    return io.BytesIO(text)
