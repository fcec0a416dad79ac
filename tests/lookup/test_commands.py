from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
import yaml

from kprobe.lookup.commands import apply, json_patch, kubectl, named, patch
from kprobe.model.refs import Ref

HOSTILE = ("web; touch pwned", "$(touch pwned)", "`touch pwned`", "a'b\"c", "--kubeconfig=/tmp/x", "EOF", "a\\b")


@pytest.fixture
def fake_kubectl(tmp_path: Path) -> Path:
    """A kubectl that writes down its arguments and what it reads, one JSON a call."""
    program = tmp_path / "kubectl"
    program.write_text(
        "#!/usr/bin/env python3\n"
        "import json, sys\n"
        "read = sys.stdin.read() if '-' in sys.argv else ''\n"
        "print(json.dumps([sys.argv[1:], read]))\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    return tmp_path


def run(lines: tuple[str, ...], folder: Path) -> list[list[object]]:
    """What a shell makes of the lines, pasted."""
    environment = {"PATH": f"{folder}:{os.environ['PATH']}", "HOME": str(folder)}
    done = subprocess.run(
        ["sh"], input="\n".join(lines) + "\n", cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    assert not (folder / "pwned").exists()
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_shell_takes_a_strangers_name_as_a_name(name: str, fake_kubectl: Path) -> None:
    ref = Ref(kind="Service", namespace=name, name=name)
    (call,) = run((patch(ref, {"spec": {"selector": {name: name}}}),), fake_kubectl)
    body = json.dumps({"spec": {"selector": {name: name}}}, separators=(",", ":"))
    assert call[0] == ["-n", name, "patch", f"service/{name}", "-p", body]
    (call,) = run((kubectl(name, "describe", named(ref)),), fake_kubectl)
    assert call[0] == ["-n", name, "describe", f"service/{name}"]
    (call,) = run((json_patch(ref, {"op": "test", "path": "/a", "value": name}),), fake_kubectl)
    assert isinstance(call[0], list)
    assert json.loads(call[0][-1]) == [{"op": "test", "path": "/a", "value": name}]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_whole_object_reaches_kubectl_as_it_is(name: str, fake_kubectl: Path) -> None:
    manifest = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": {"selector": {name: "x"}}}
    ((arguments, read),) = run(apply(manifest), fake_kubectl)
    assert arguments == ["apply", "-f", "-"]
    assert yaml.safe_load(str(read)) == manifest


def test_an_object_of_the_whole_cluster_has_no_namespace() -> None:
    assert kubectl("", "describe", "node/node1") == "kubectl describe node/node1"
