"""`kprobe demo`: a real scan of a small cluster on loopback; what answers, refuses and is silent there is real."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from kprobe.app import ScanOptions, scan
from kprobe.demo.api_server import ApiServer
from kprobe.demo.cases import host_ways, ingresses, load_balancers, node_ports, system
from kprobe.demo.net import Addresses, Ports, addresses
from kprobe.demo.objects.node import VERSION
from kprobe.demo.running import running
from kprobe.demo.scene import Scene
from kprobe.demo.silence import can_be_silent
from kprobe.kube.source import open_source
from kprobe.model.probe_options import ProbeOptions
from kprobe.model.report import Report
from kprobe.progress import Progress

NEXT: tuple[str, ...] = (
    "kprobe scan   # the cluster that kubectl talks to",
    "kprobe scan -o wide   # every address by itself",
    "kprobe scan --no-probe   # what the configuration alone says",
    "kprobe snapshot -o cluster.json.gz   # to analyse elsewhere",
)
CONTEXT = "demo"
_LOOPBACK = ("127.0.0.0/8", "::1/128")
_NOTE = "This cluster is a demonstration: it lives on this machine's loopback addresses, and ends with this report."
_ONE_NODE = "It has one node, as this machine has no loopback address but 127.0.0.1: nothing differs between nodes."
_NO_SILENCE = "Nothing in it is silent: this machine cannot be made to drop packets on loopback."


def demo(progress: Progress, probe: ProbeOptions, *, places: Addresses | None = None) -> Report:
    """Bring the cluster to life, scan it as any other, and take it down.

    Loopback addresses are knocked on whatever `probe` allows. `places` is where the cluster lives; by default what
    this machine has. Raises KprobeError where no ports are free.
    """
    # Loopback loses nothing: a third attempt would only make the reader wait for what is silent.
    knocking = replace(probe, attempts=min(probe.attempts, 2), allow=(*probe.allow, *_LOOPBACK))
    options = ScanOptions(probe=knocking)
    with cluster(places or addresses()) as (scene, server), TemporaryDirectory(prefix="kprobe-demo-") as folder:
        kubeconfig = server.kubeconfig(Path(folder) / "kubeconfig", context=CONTEXT)
        source = open_source(kubeconfig=kubeconfig, context=None, namespaces=(), path=None)
        report = scan(source, options, progress)
    return replace(report, notes=(*report.notes, *_notes(scene)))


def _notes(scene: Scene) -> Iterator[str]:
    yield _NOTE
    if not scene.addresses.apart:
        yield _ONE_NODE
    elif not scene.silence:
        yield _NO_SILENCE


@contextmanager
def cluster(places: Addresses) -> Iterator[tuple[Scene, ApiServer]]:
    """The demo cluster, alive inside the block."""
    with closing(Ports()) as ports:
        scene = Scene(places, ports, silence=can_be_silent(places.nodes[0]))
        for case in (system, node_ports, host_ways, load_balancers, ingresses):
            case.stage(scene)
        with running(scene), ApiServer(scene.objects, version=VERSION) as server:
            yield scene, server
