"""What is applied to a cluster, rendered by the programs that people render it with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.kit.programs import program, run

HOME = Path(__file__).parents[2] / "docs" / "deploy"
CHART = HOME / "helm" / "kprobe"
KUSTOMIZE = HOME / "kustomize"

Object = dict[str, Any]


def helm(values: Object | None = None, *, folder: Path, release: str = "kprobe") -> list[Object]:
    """The chart as `helm install` would apply it, in the namespace kprobe."""
    file = folder / "values.json"
    file.write_text(json.dumps(values or {}), encoding="utf-8")
    said, _ = run(*helm_template(release, file))
    return _objects(said)


def helm_template(release: str, values: Path) -> list[str | Path]:
    """A Helm that was built by hand takes the cluster for an ancient one, unless told."""
    options = ("--kube-version", "1.33.0", "--namespace", "kprobe")
    return [program("helm"), "template", release, CHART, *options, "--values", values]


def kustomize(folder: Path = KUSTOMIZE) -> list[Object]:
    """The same of a kustomization."""
    said, _ = run(program("kubectl"), "kustomize", folder)
    return _objects(said)


def _objects(text: str) -> list[Object]:
    return [document for document in yaml.safe_load_all(text) if document is not None]


def of_kind(objects: list[Object], *kinds: str) -> list[Object]:
    """Those of one kind, or of several."""
    return [o for o in objects if o["kind"] in kinds]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pod:
    """A pod that would run."""

    name: str
    labels: dict[str, str]
    spec: Object

    @property
    def args(self) -> list[str]:
        """What kprobe is given in its only container."""
        (container,) = self.spec["containers"]
        args: list[str] = container["args"]
        return args


def pods(objects: list[Object]) -> Iterator[Pod]:
    """Every pod that these objects make."""
    for found in objects:
        spec = found.get("spec", {})
        template = spec.get("jobTemplate", {}).get("spec", spec).get("template")
        if template is not None:
            yield Pod(name=found["metadata"]["name"], labels=template["metadata"]["labels"], spec=template["spec"])
