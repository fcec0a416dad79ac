"""The krew manifest, held against krew itself where it is installed."""

from __future__ import annotations

import hashlib
import io
import os
import platform
import subprocess
import tarfile
from pathlib import Path

import pytest
import yaml

from docs.deploy.krew import archive, manifest
from kprobe import __version__
from tests.kit.command_line import environment
from tests.kit.programs import program, run

SYSTEMS = ("linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64")
SCRIPT = b'#!/bin/sh\necho "$(basename "$0") $*"\n'


def packed(folder: Path, name: str) -> Path:
    """An archive of the shape that archive.py makes, with a program that says how it was called."""
    path = folder / name
    with tarfile.open(path, "w:gz") as tar:
        for member, content, mode in (("./kubectl-kprobe", SCRIPT, 0o755), ("./LICENSE", b"Apache-2.0", 0o644)):
            entry = tarfile.TarInfo(member)
            entry.size, entry.mode = len(content), mode
            tar.addfile(entry, io.BytesIO(content))
    return path


@pytest.fixture
def archives(tmp_path: Path) -> list[Path]:
    return [packed(tmp_path, f"kprobe-{__version__}-{system}.tar.gz") for system in SYSTEMS]


def test_each_archive_has_its_platform_its_address_and_its_hash(archives: list[Path]) -> None:
    read = yaml.safe_load(manifest.text(manifest.manifest(archives)))
    assert (read["kind"], read["metadata"]["name"]) == ("Plugin", "kprobe")
    assert read["spec"]["version"] == f"v{__version__}"
    assert len(read["spec"]["shortDescription"]) <= 50
    found = {tuple(p["selector"]["matchLabels"].values()): p for p in read["spec"]["platforms"]}
    assert {"-".join(key) for key in found} == set(SYSTEMS)
    for path in archives:
        (mine,) = [p for p in found.values() if p["uri"].endswith(f"/v{__version__}/{path.name}")]
        assert mine["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", ["kprobe-9.9.9-linux-amd64.tar.gz", f"kprobe-{__version__}-windows-amd64.tar.gz"])
def test_an_archive_of_another_version_or_system_stops_the_release(tmp_path: Path, name: str) -> None:
    with pytest.raises(SystemExit, match="is no archive of kprobe"):
        manifest.manifest([packed(tmp_path, name)])


def test_no_archive_is_no_release() -> None:
    with pytest.raises(SystemExit, match="there is no archive"):
        manifest.manifest([])


def test_an_archive_is_named_as_the_manifest_expects() -> None:
    assert archive.name() in {f"kprobe-{__version__}-{system}.tar.gz" for system in SYSTEMS} or (
        platform.machine().lower() not in {"x86_64", "aarch64", "arm64"}
    )


def test_krew_installs_it_and_the_link_of_its_caveats_completes(archives: list[Path], tmp_path: Path) -> None:
    krew = program("krew", "kubectl-krew")
    program("git")  # krew does nothing without
    home = tmp_path / "krew"
    file = tmp_path / "kprobe.yaml"
    file.write_text(manifest.text(manifest.manifest(archives)), encoding="utf-8")
    (mine,) = [path for path in archives if path.name == archive.name()]
    env = {**environment(HOME=str(tmp_path), KREW_ROOT=str(home)), "KREW_NO_UPGRADE_CHECK": "1"}
    done = subprocess.run(
        [krew, "install", "--manifest", file, "--archive", mine],
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
        env=env,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (link,) = [line.strip() for line in done.stderr.replace("|", " ").splitlines() if "ln -s" in line]
    subprocess.run(["/bin/sh", "-ec", link], check=True, cwd=home / "bin", env=env, timeout=10)
    path = os.pathsep.join((str(home / "bin"), env.get("PATH", "")))
    assert run("/usr/bin/env", f"PATH={path}", "kubectl-kprobe", "scan")[0] == "kubectl-kprobe scan\n"
    assert run("/usr/bin/env", f"PATH={path}", "kubectl_complete-kprobe", "sc")[0] == "kubectl_complete-kprobe sc\n"


def test_krew_has_nothing_against_the_manifest(archives: list[Path], tmp_path: Path) -> None:
    validate = program("validate-krew-manifest")
    only = [path for path in archives if path.name == archive.name()]
    file = tmp_path / "kprobe.yaml"
    file.write_text(manifest.text(manifest.manifest(only)), encoding="utf-8")
    run(validate, "--manifest", file, "--skip-install")
