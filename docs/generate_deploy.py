"""Writes what docs/deploy repeats of the code: the roles, and the table of the chart's values.

`python docs/generate_deploy.py`
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from kprobe.kube.manifest import roles

HOME = Path(__file__).with_name("deploy")
CHART = HOME / "helm" / "kprobe"
ACCOUNT = ("kprobe", "kprobe")
_SOURCE = "# Written by docs/generate_deploy.py from the table of what kprobe reads.\n"


def texts() -> dict[Path, str]:
    """Every file that is written, with its text."""
    return {
        CHART / "files" / "roles.yaml": _SOURCE + _dump([_place(role) for role in roles()]),
        CHART / "README.md": _readme(),
        HOME / "kustomize" / "base" / "roles.yaml": _SOURCE + "---\n".join(_dump(role) for role in roles(ACCOUNT)),
    }


def _place(role: dict[str, Any]) -> dict[str, Any]:
    """A role without its name: the release says that."""
    namespace = role["metadata"].get("namespace")
    return {**({"namespace": namespace} if namespace else {}), "rules": role["rules"]}


def _dump(value: Any) -> str:
    return yaml.safe_dump(value, sort_keys=False, default_flow_style=None, width=120)


def _readme() -> str:
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text(encoding="utf-8"))
    values = yaml.safe_load((CHART / "values.yaml").read_text(encoding="utf-8"))
    schema = json.loads((CHART / "values.schema.json").read_text(encoding="utf-8"))
    rows = "".join(f"| `{name}` | `{default}` | {text} |\n" for name, default, text in _rows(schema, values))
    return (
        f"# The kprobe chart\n\n{chart['description']}. [Where kprobe runs](../../README.md) tells what it makes.\n\n"
        "Values, checked by [values.schema.json](values.schema.json):\n\n"
        f"| value | default | |\n|---|---|---|\n{rows}"
    )


def _rows(schema: dict[str, Any], values: Any, prefix: str = "") -> Iterator[tuple[str, str, str]]:
    """Name, default and description of each value; a mapping with fixed keys is told key by key."""
    for key, part in schema["properties"].items():
        if key not in values:
            continue
        if "properties" in part:
            yield from _rows(part, values[key], f"{prefix}{key}.")
        else:
            default = json.dumps(values[key]) if values[key] != "" else '""'
            yield f"{prefix}{key}", default.replace("|", "\\|"), part["description"]


if __name__ == "__main__":
    for path, text in texts().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
