"""A JSON report (`kprobe/v1`) with the questions that tests ask of it."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class Report:
    """What one scan said; `plain` is what a plain client saw at the same addresses right after it."""

    def __init__(self, report: Json, *, exit_code: int, stderr: str, seconds: float) -> None:
        self.json = report
        self.exit_code = exit_code
        self.stderr = stderr
        self.seconds = seconds
        self.plain: dict[tuple[str, int], str] = {}

    def exposure(self, identity: str) -> Json:
        """The exposure with this id."""
        found = [e for e in self.json["exposures"] if e["id"] == identity]
        assert len(found) == 1, f"{identity}: {len(found)} of {[e['id'] for e in self.json['exposures']]}"
        exposure: Json = found[0]
        return exposure

    def findings(self, *, severities: tuple[str, ...] = ("error", "warning")) -> list[Json]:
        """Findings of these severities."""
        return [f for f in self.json["findings"] if f["severity"] in severities]

    def blamed(self) -> set[tuple[str, str]]:
        """(code, subject as namespace/name) of every error and warning."""
        return {(f["code"], _path(f["subject"])) for f in self.findings()}

    def cause(self, identity: str) -> str:
        """The code of the finding that the diagnosis of an exposure points to, "" where it points to none."""
        diagnosis = self.exposure(identity)["diagnosis"]
        assert diagnosis is not None, f"{identity}: no diagnosis"
        finding = str(diagnosis["finding"] or "")
        assert not finding or finding in {f["id"] for f in self.json["findings"]}, (
            f"{finding} is in no list of findings"
        )
        return finding.partition("/")[0]


def observed(entry: Json) -> str | None:
    """The port state that was seen at an entry, None where nothing was."""
    observation = entry["observation"]
    return str(observation["state"]) if observation and observation["state"] else None


def by_address(exposure: Json) -> dict[str, str | None]:
    """Address → the port state that was seen there."""
    return {entry["address"]: observed(entry) for entry in exposure["entries"]}


def _path(subject: Json) -> str:
    return f"{subject['namespace']}/{subject['name']}" if subject["namespace"] else str(subject["name"])
