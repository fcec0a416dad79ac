"""kprobe inside the cluster: its image, what docs/deploy installs, and how a Job ends."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.e2e.cluster import Cluster
from tests.e2e.objects import Object

DOCS = Path(__file__).parents[2] / "docs"
DEPLOY = DOCS / "deploy"
NAMESPACE = "kprobe"
IMAGE = "docker.io/lab/kprobe"
PVC = "kprobe-reports"


def make_image(cluster: Cluster, folder: Path) -> str:
    """Give the nodes what the Dockerfile makes, with the lab's Python in place of the image's; tells its name."""
    python = _run("/usr/bin/env", "python3", "-c", "import sys; print(sys.executable)").strip()
    _run(python, str(DEPLOY / "image_steps.py"), str(folder))
    home = folder / "image" / "opt" / "kprobe"
    (home / "bin" / "python").unlink()
    (home / "bin" / "python").symlink_to(python)
    config = home / "pyvenv.cfg"
    config.write_text(re.sub(r"(?m)^home = .*$", f"home = {Path(python).parent}", config.read_text()))
    script = home / "bin" / "kprobe"
    script.write_text(re.sub(r"\A#!.*", "#!/opt/kprobe/bin/python", script.read_text()))
    _add_libraries(folder / "image")
    reference = f"{IMAGE}:e2e"
    program = "/opt/kprobe/bin/kprobe"
    cluster.lab("image", reference, "--root", str(folder / "image"), "--python", "--entrypoint", program)
    return reference


def _add_libraries(root: Path) -> None:
    """What wheels expect of any distribution (libgcc), and the lab's image has not."""
    extensions = [str(path) for path in (root / "opt").rglob("*.so")]
    for name in set(re.findall(r"=> (/\S+) \(0x", _run("ldd", *extensions))):
        if not Path(name).is_relative_to(root):
            (root / name.lstrip("/")).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(name, root / name.lstrip("/"))


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stdout


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A Job's only pod, when it had ended."""

    code: int
    log: str
    spec: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """The kustomization's scan in the cluster, with a volume whose contents can be looked at from here."""

    cluster: Cluster
    folder: Path
    reports: Path

    def apply(self, policy: str = "") -> None:
        """As docs/deploy tells: an overlay with an image, a policy and a volume of one's own."""
        parts = {name: os.path.relpath(DEPLOY / "kustomize" / name, self.folder) for name in ("base", "scan")}
        overlay = {
            "apiVersion": "kustomize.config.k8s.io/v1beta1",
            "kind": "Kustomization",
            "resources": [parts["base"], "volume.json"],
            "components": [parts["scan"]],
            "images": [{"name": "ghcr.io/kprobe/kprobe", "newName": IMAGE, "newTag": "e2e"}],
            "configMapGenerator": [
                {"name": "kprobe", "namespace": NAMESPACE, "behavior": "replace", "files": ["kprobe.yaml"]}
            ],
        }
        (self.folder / "kprobe.yaml").write_text(policy or "# none\n", encoding="utf-8")
        volume = volume_of(self.cluster, self.reports, NAMESPACE)
        (self.folder / "volume.json").write_text(json.dumps(volume), encoding="utf-8")
        (self.folder / "kustomization.yaml").write_text(yaml.safe_dump(overlay), encoding="utf-8")
        self.cluster.kubectl("apply", "-k", str(self.folder))

    def remove(self) -> None:
        """All of it, the volume too."""
        self.cluster.kubectl("delete", "--ignore-not-found", "--timeout=90s", "-k", str(self.folder))

    def scan(self, name: str) -> Ended:
        """One night, now."""
        self.cluster.kubectl("-n", NAMESPACE, "create", "job", name, "--from=cronjob/kprobe-scan")
        return ended(self.cluster, name)

    def report(self) -> Any:
        """The last JSON report."""
        return json.loads((self.reports / "report.json").read_text(encoding="utf-8"))


def volume_of(cluster: Cluster, folder: Path, namespace: str) -> Object:
    """A volume for the claim of `namespace`, which is this machine's `folder`."""
    term = {
        "matchExpressions": [
            {"key": "kubernetes.io/hostname", "operator": "In", "values": [cluster.facts.node_names[1]]}
        ]
    }
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": f"{namespace}-reports"},
        "spec": {
            "capacity": {"storage": "1Gi"},
            "accessModes": ["ReadWriteOnce"],
            "persistentVolumeReclaimPolicy": "Retain",
            "claimRef": {"namespace": namespace, "name": PVC},
            "local": {"path": str(folder)},
            "nodeAffinity": {"required": {"nodeSelectorTerms": [term]}},
        },
    }


def ended(cluster: Cluster, name: str, *, namespace: str = NAMESPACE) -> Ended:
    """Wait for the only pod of a Job to end."""
    (pod,) = all_ended(cluster, name, 1, namespace=namespace)
    return pod


def all_ended(cluster: Cluster, name: str, count: int, *, namespace: str = NAMESPACE) -> list[Ended]:
    """The same for each of several, by their completion index."""
    select = ("-n", namespace, "-l", f"batch.kubernetes.io/job-name={name}")

    def pods() -> list[Object]:
        return [p for p in cluster.get("pods", *select) if p["status"]["phase"] in {"Succeeded", "Failed"}]

    try:
        cluster.until(lambda: len(pods()) == count, f"{count} pods of job {name} end", seconds=180)
    except AssertionError as error:
        told = cluster.kubectl("-n", namespace, "describe", "job,pod", "-l", f"batch.kubernetes.io/job-name={name}")
        raise AssertionError(f"{error}\n{told}") from None
    index = "batch.kubernetes.io/job-completion-index"
    return [
        _ended(cluster, p) for p in sorted(pods(), key=lambda p: str(p["metadata"].get("annotations", {}).get(index)))
    ]


def _ended(cluster: Cluster, pod: Object) -> Ended:
    (status,) = pod["status"]["containerStatuses"]
    return Ended(
        code=status["state"]["terminated"]["exitCode"],
        log=cluster.kubectl("-n", pod["metadata"]["namespace"], "logs", pod["metadata"]["name"]),
        spec=spec_of(pod),
    )


def spec_of(pod: Object) -> Object:
    """As it was asked for: the API server adds the token's volume by itself."""
    volumes = [v for v in pod["spec"]["volumes"] if not v["name"].startswith("kube-api-access-")]
    return {**pod["spec"], "volumes": volumes}
