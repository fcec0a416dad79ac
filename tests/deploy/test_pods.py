"""Whatever is installed runs with as few rights as kprobe needs, and is called as kprobe wants to be called."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

import pytest
import typer

from kprobe.cli.main import app
from tests.kit.hardening import weaknesses
from tests.kit.rendering_manifests import Object, of_kind, pods

COMMANDS: Any = typer.main.get_command(app)


def test_no_pod_has_more_rights_than_kprobe_needs(objects: list[Object]) -> None:
    found = {pod.name: weaknesses(pod.spec) for pod in pods(objects)}
    assert len(found) >= 2
    assert [said for said in found.values() if said] == []


TIGHT_POD: Object = {
    "securityContext": {"runAsNonRoot": True, "runAsUser": 65532, "seccompProfile": {"type": "RuntimeDefault"}},
    "enableServiceLinks": False,
    "volumes": [{"name": "tmp", "emptyDir": {"sizeLimit": "1Mi"}}],
    "containers": [
        {
            "image": "kprobe:1",
            "securityContext": {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            },
            "resources": {"limits": {"memory": "1Gi"}, "requests": {"cpu": "1"}},
        }
    ],
}


def _set(*path: str | int, to: Any) -> Callable[[Object], None]:
    def change(spec: Object) -> None:
        place: Any = spec
        for part in path[:-1]:
            place = place[part]
        place[path[-1]] = to

    return change


CONTEXT = ("containers", 0, "securityContext")


@pytest.mark.parametrize(
    ("loosen", "said"),
    [
        (_set("hostNetwork", to=True), "it has hostNetwork"),
        (_set("securityContext", "runAsNonRoot", to=False), "it may run as root"),
        (_set("securityContext", "runAsUser", to=0), "it may run as root"),
        (_set("securityContext", "seccompProfile", to={"type": "Unconfined"}), "it may make any system call"),
        (_set("volumes", 0, to={"name": "x", "hostPath": {"path": "/"}}), "it mounts a hostPath"),
        (_set("volumes", 0, "emptyDir", to={}), "volume tmp can fill the node"),
        (_set(*CONTEXT, "allowPrivilegeEscalation", to=True), "privileges can be gained"),
        (_set(*CONTEXT, "privileged", to=True), "it is privileged"),
        (_set(*CONTEXT, "readOnlyRootFilesystem", to=False), "its root file system can be written"),
        (_set(*CONTEXT, "capabilities", to={"drop": ["ALL"], "add": ["NET_RAW"]}), "it keeps capabilities"),
        (_set("containers", 0, "resources", to={}), "it may take all memory, or is promised no processor"),
        (_set("containers", 0, "image", to="kprobe:latest"), "its image is not pinned"),
    ],
)
def test_a_pod_that_may_do_more_is_found(loosen: Callable[[Object], None], said: str) -> None:
    assert weaknesses(TIGHT_POD) == []
    loose = copy.deepcopy(TIGHT_POD)
    loosen(loose)
    assert weaknesses(loose) == [said]


def test_every_option_that_is_passed_is_one_that_kprobe_knows(objects: list[Object]) -> None:
    seen = set()
    for pod in pods(objects):
        command, *options = pod.args
        COMMANDS.commands[command].make_context(command, list(options))
        seen.add(command)
    assert seen == {"scan", "serve"}


def test_whatever_is_read_or_written_is_mounted(objects: list[Object]) -> None:
    for pod in pods(objects):
        (container,) = pod.spec["containers"]
        mounts = {m["mountPath"]: m for m in container["volumeMounts"]}
        assert {m["name"] for m in mounts.values()} == {v["name"] for v in pod.spec["volumes"]}
        paths = {a.rpartition("=")[2] for a in pod.args if a.rpartition("=")[2].startswith("/")}
        assert {p.rpartition("/")[0] for p in paths} <= set(mounts), "a path outside is on a read-only file system"
        assert mounts["/tmp"]["name"] == "tmp"  # noqa: S108 - of the pod, which nobody shares
        assert mounts["/etc/kprobe"]["readOnly"] is True


def test_a_volume_is_one_that_is_installed_as_well_or_named_by_the_operator(objects: list[Object]) -> None:
    there = {(o["kind"], o["metadata"]["name"]) for o in objects} | {("PersistentVolumeClaim", "audit")}
    for pod in pods(objects):
        for volume in pod.spec["volumes"]:
            if "configMap" in volume:
                assert ("ConfigMap", volume["configMap"]["name"]) in there
            if "persistentVolumeClaim" in volume:
                assert ("PersistentVolumeClaim", volume["persistentVolumeClaim"]["claimName"]) in there


def test_the_exporter_is_asked_and_served_where_it_listens(objects: list[Object]) -> None:
    (exporter,) = [pod for pod in pods(objects) if pod.args[0] == "serve"]
    (container,) = exporter.spec["containers"]
    (port,) = container["ports"]
    assert exporter.args[exporter.args.index("--listen") + 1].endswith(f":{port['containerPort']}")
    assert container["livenessProbe"]["httpGet"] == {"path": "/healthz", "port": port["name"]}
    assert container["readinessProbe"]["httpGet"] == {"path": "/readyz", "port": port["name"]}
    (service,) = of_kind(objects, "Service")
    assert service["spec"]["selector"].items() <= exporter.labels.items()
    assert [p["targetPort"] for p in service["spec"]["ports"]] == [port["name"]]


def test_scans_never_overlap_and_none_is_tried_twice(objects: list[Object]) -> None:
    for job in of_kind(objects, "CronJob"):
        assert job["spec"]["concurrencyPolicy"] == "Forbid"
        assert job["spec"]["jobTemplate"]["spec"]["backoffLimit"] == 0
        assert re.fullmatch(r"\S+( \S+){4}", job["spec"]["schedule"])
