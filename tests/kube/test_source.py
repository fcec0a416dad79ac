from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kprobe.errors import UsageError
from kprobe.kube.files import FileSource
from kprobe.kube.live import LiveSource
from kprobe.kube.source import open_source


def test_a_path_is_read_instead_of_a_cluster(tmp_path: Path) -> None:
    source = open_source(kubeconfig=None, context=None, namespaces=(), path=tmp_path)
    assert source == FileSource(path=tmp_path)


def test_without_a_path_it_is_the_cluster(tmp_path: Path) -> None:
    source = open_source(kubeconfig=tmp_path, context="c", namespaces=("n",), path=None, request_timeout=3)
    assert source == LiveSource(kubeconfig=tmp_path, context="c", namespaces=("n",), request_timeout=3)


@pytest.mark.parametrize("kubeconfig", [Path("x"), None], ids=["kubeconfig", "context"])
def test_files_and_a_cluster_exclude_each_other(tmp_path: Path, kubeconfig: Path | None) -> None:
    with pytest.raises(UsageError, match="cannot be combined"):
        open_source(kubeconfig=kubeconfig, context=None if kubeconfig else "c", namespaces=(), path=tmp_path)


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        ("path=Path('.')", ("kubernetes", "urllib3", "httpx", "asyncio")),
        ("path=None", ("kubernetes", "httpx", "asyncio")),
    ],
    ids=["files", "cluster"],
)
def test_nothing_heavy_is_imported_before_it_is_needed(arguments: str, absent: tuple[str, ...]) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom kprobe.kube.source import open_source\n"
        f"open_source(kubeconfig=None, context=None, namespaces=(), {arguments})\n"
        f"print([name for name in {absent!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
