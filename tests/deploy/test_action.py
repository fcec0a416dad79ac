"""The script behind the action, run as GitHub runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.kit.command_line import environment
from tests.kit.programs import program

ACTION = Path(__file__).parents[2] / ".github" / "actions" / "kprobe-check"
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {{name: {name}, namespace: shop}}
spec:
  type: NodePort
  selector: {{app: web}}
  ports: [{{port: 80, nodePort: {port}}}]
---
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: nginx, ports: [{containerPort: 80}]}]}
"""
HEALTHY = SERVICE.format(name="one", port=30080) + DEPLOYMENT
COLLIDING = SERVICE.format(name="one", port=30080) + SERVICE.format(name="two", port=30080) + DEPLOYMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a step left behind."""

    code: int
    log: str
    outputs: dict[str, str]
    summary: str


def ran(folder: Path, **inputs: str) -> Ran:
    """The step, with the defaults of action.yml where an input is not given."""
    action: Any = yaml.safe_load((ACTION / "action.yml").read_text(encoding="utf-8"))
    (step,) = [s for s in action["runs"]["steps"] if s.get("id") == "check"]
    names = {k: v.split()[1].removeprefix("inputs.") for k, v in step["env"].items() if "inputs." in v}
    given = {k: inputs.get(name, action["inputs"][name].get("default", "")) for k, name in names.items()}
    temp = folder / "runner temp"
    temp.mkdir()
    env = environment(
        **given,
        KPROBE=str(Path(sys.executable).parent / "kprobe"),
        RUNNER_TEMP=str(temp),
        GITHUB_OUTPUT=str(temp / "output"),
        GITHUB_STEP_SUMMARY=str(temp / "summary.md"),
    )
    (temp / "output").touch()
    (temp / "summary.md").touch()
    done = subprocess.run(
        [program("bash"), ACTION / "check.sh"],
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
        env=env,
        cwd=folder,
    )
    outputs = dict(line.split("=", 1) for line in (temp / "output").read_text().splitlines())
    return Ran(
        code=done.returncode,
        log=done.stdout + done.stderr,
        outputs=outputs,
        summary=(temp / "summary.md").read_text(encoding="utf-8"),
    )


def test_a_collision_is_uploaded_with_its_line_and_then_fails_the_job(tmp_path: Path) -> None:
    (tmp_path / "web.yaml").write_text(COLLIDING)
    step = ran(tmp_path, files="web.yaml")
    assert (step.code, step.outputs["exit-code"]) == (0, "1")
    sarif = json.loads(Path(step.outputs["sarif"]).read_text(encoding="utf-8"))
    places = {
        (
            r["ruleId"],
            loc["physicalLocation"]["artifactLocation"]["uri"],
            loc["physicalLocation"]["region"]["startLine"],
        )
        for r in sarif["runs"][0]["results"]
        for loc in r["locations"]
    }
    assert any(code == "KP203" and uri == "web.yaml" and line > 1 for code, uri, line in places), places
    assert "KP203" in step.summary


def test_what_collides_with_nothing_is_0(tmp_path: Path) -> None:
    (tmp_path / "web.yaml").write_text(HEALTHY)
    step = ran(tmp_path, files="web.yaml")
    assert step.code == 0
    assert step.outputs["exit-code"] == "0", step.log
    assert Path(step.outputs["sarif"]).exists()


def test_several_files_and_folders_with_any_name_are_one_check(tmp_path: Path) -> None:
    folder = tmp_path / "it's; touch gone $(touch gone)"
    folder.mkdir()
    (folder / "one.yaml").write_text(SERVICE.format(name="one", port=30080))
    (tmp_path / "-n two.yaml").write_text(SERVICE.format(name="two", port=30080) + DEPLOYMENT)
    step = ran(tmp_path, files=f"{folder.name}\n\n-n two.yaml\n")
    assert step.outputs["exit-code"] == "1", step.log
    assert "KP203" in step.log
    assert list(tmp_path.glob("**/gone")) == []


def test_inputs_are_passed_on(tmp_path: Path) -> None:
    (tmp_path / "web.yaml").write_text(COLLIDING)
    assert ran(tmp_path, files="web.yaml", **{"fail-on": "never"}).outputs["exit-code"] == "0"


def test_a_node_port_that_the_cluster_does_not_allow_is_found(tmp_path: Path) -> None:
    (tmp_path / "web.yaml").write_text(HEALTHY)
    step = ran(tmp_path, files="web.yaml", **{"node-port-range": "31000-32000"})
    assert step.outputs["exit-code"] == "1", step.log


def test_a_saved_cluster_is_checked_against(tmp_path: Path) -> None:
    (tmp_path / "live").mkdir()
    (tmp_path / "live" / "service.yaml").write_text(SERVICE.format(name="old", port=30080))
    (tmp_path / "web.yaml").write_text(HEALTHY)
    step = ran(tmp_path, files="web.yaml", **{"from": "live", "allow-incomplete": "true"})
    assert step.outputs["exit-code"] == "1", step.log
    assert "KP203" in step.log


@pytest.mark.parametrize("files", ["", "\n \n", "missing.yaml"])
def test_without_a_manifest_the_step_fails_and_nothing_is_uploaded(tmp_path: Path, files: str) -> None:
    step = ran(tmp_path, files=files)
    assert step.code == 2
    assert "sarif" not in step.outputs
    assert "files" in step.log or "missing.yaml" in step.log
