"""The made-up cluster, served: a kubeconfig for kprobe, and the addresses of all pages for anybody else."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import trustme

from benchmarks.static_api.fixture import FIVE, LISTS, fixture
from benchmarks.static_api.size import Size

PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Where it is: `url`, the `authority` (PEM) that signed its certificate, a `kubeconfig`."""

    size: Size
    url: str
    authority: Path
    kubeconfig: Path

    def pages(self, *plurals: str) -> list[str]:
        """The URLs of all pages of these lists (of the five kinds, by default), 500 objects each."""
        counts = {
            "pods": self.size.pods,
            "services": self.size.services,
            "endpointslices": self.size.services,
            "nodes": self.size.nodes,
            "ingresses": self.size.ingresses,
        }
        return [
            f"{self.url}{item.root}/{item.plural}?limit={PAGE}" + (f"&continue={place}" if place else "")
            for item in LISTS
            if item.plural in (plurals or FIVE)
            for place in range(0, counts[item.plural], PAGE)
        ]


@contextmanager
def serving(size: Size, *, delay: float = 0.0, chunk: int = 0, rate: float = 0.0) -> Iterator[Served]:
    """Serve the cluster of this `size` in a process of its own; see `server` for what the others do (ms, bytes)."""
    folder = fixture(size)
    authority = trustme.CA()
    with tempfile.TemporaryDirectory(prefix="kprobe-bench-") as name:
        place = Path(name)
        authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(place / "server.pem")
        authority.cert_pem.write_to_path(place / "ca.pem")
        command = [sys.executable, "-m", "benchmarks.static_api.server", str(folder), str(place / "server.pem")]
        command += [f"--delay={delay}", f"--chunk={chunk}", f"--rate={rate}"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            url = f"https://127.0.0.1:{server.stdout.readline().strip()}"
            data = base64.b64encode((place / "ca.pem").read_bytes()).decode()
            config = {
                "apiVersion": "v1",
                "kind": "Config",
                "current-context": "bench",
                "clusters": [{"name": "bench", "cluster": {"server": url, "certificate-authority-data": data}}],
                "contexts": [{"name": "bench", "context": {"cluster": "bench", "user": "bench"}}],
                "users": [{"name": "bench", "user": {"token": "bench"}}],
            }
            (place / "kubeconfig").write_text(json.dumps(config))
            yield Served(size=size, url=url, authority=place / "ca.pem", kubeconfig=place / "kubeconfig")
            assert server.stdin is not None
            server.stdin.close()
