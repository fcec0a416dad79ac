"""The made-up cluster in files: for each kind all objects in one, and where each of them begins in another."""

from __future__ import annotations

import json
import os
import random
import shutil
import tempfile
from array import array
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path

from benchmarks.static_api import others
from benchmarks.static_api.pods import App, apps
from benchmarks.static_api.size import Size

FOLDER = "KPROBE_BENCH_FOLDER"


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """A kind that has objects; `root` is the API's, such as /api/v1."""

    root: str
    api_version: str
    plural: str
    kind: str


LISTS = tuple(
    List(root=root, api_version=root.split("/", 2)[2], plural=plural, kind=kind)
    for root, plural, kind in (
        ("/api/v1", "pods", "Pod"),
        ("/api/v1", "services", "Service"),
        ("/api/v1", "nodes", "Node"),
        ("/api/v1", "events", "Event"),
        ("/apis/discovery.k8s.io/v1", "endpointslices", "EndpointSlice"),
        ("/apis/networking.k8s.io/v1", "ingresses", "Ingress"),
        ("/apis/networking.k8s.io/v1", "ingressclasses", "IngressClass"),
        ("/apis/apps/v1", "deployments", "Deployment"),
        ("/apis/apps/v1", "statefulsets", "StatefulSet"),
        ("/apis/apps/v1", "daemonsets", "DaemonSet"),
    )
)
# What the targets are about; the other lists are all but empty.
FIVE = ("pods", "services", "endpointslices", "nodes", "ingresses")


def fixture(size: Size) -> Path:
    """The folder with the files, made if need be; it is kept for the next run, below $KPROBE_BENCH_FOLDER or /tmp."""
    parent = Path(os.environ.get(FOLDER) or Path(tempfile.gettempdir()) / "kprobe-benchmarks")
    folder = parent / f"v1-{size.slug}"
    if not folder.is_dir():
        parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=parent, prefix=".making-"))
        try:
            # In a process of its own: what this one holds at its height counts for every process that it starts.
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as maker:
                maker.submit(_make, size, made).result()
            made.rename(folder)
        except BaseException:
            shutil.rmtree(made)
            raise
    return folder


Named = tuple[str, str, bytes]
"""Namespace, name and JSON of an object."""


def _make(size: Size, folder: Path) -> None:
    rng = random.Random(size.seed + 1)
    known: list[App] = []
    _write(folder, "pods", _pods(size, known))
    slices: list[Named] = []
    services: list[Named] = []
    ingresses: list[Named] = []
    for namespace, name, body, app in others.services(size, known, rng):
        services.append((namespace, name, body))
        slices.append((namespace, *others.endpoint_slice(rng, namespace, name, app)))
        if len(ingresses) < size.ingresses and namespace != "ingress-nginx":
            ingresses.append((namespace, name, others.ingress(rng, namespace, name)))
    _write(folder, "services", sorted(services))
    _write(folder, "endpointslices", sorted(slices))
    _write(folder, "ingresses", sorted(ingresses))
    _write(folder, "nodes", sorted(("", str(number), others.node(rng, number)) for number in range(size.nodes)))
    _write(folder, "ingressclasses", [("", others.CLASS, others.ingress_class(rng))])
    for item in LISTS:
        if not (folder / f"{item.plural}.json").exists():
            _write(folder, item.plural, ())


def _pods(size: Size, known: list[App]) -> Iterator[tuple[str, str, bytes]]:
    """In the order of etcd's keys. `known` is told of every workload, without its pods' JSON."""
    for namespace, members in groupby(apps(size), key=lambda app: app.namespace):
        found = []
        for app in members:
            found += [(namespace, m.name, body) for m, body in zip(app.members, app.pods, strict=True)]
            known.append(
                App(name=app.name, namespace=namespace, kind=app.kind, port=app.port, members=app.members, pods=())
            )
        yield from sorted(found)


def _write(folder: Path, plural: str, items: Iterable[tuple[str, str, bytes]]) -> None:
    starts = array("Q", [0])
    namespaces: dict[str, tuple[int, int]] = {}
    with (folder / f"{plural}.json").open("wb") as file:
        for number, (namespace, _, body) in enumerate(items):
            file.write(b"," + body if number else body)
            starts.append(file.tell() + 1)
            namespaces[namespace] = (namespaces.get(namespace, (number, 0))[0], number + 1)
    (folder / f"{plural}.starts").write_bytes(starts.tobytes())
    (folder / f"{plural}.namespaces").write_text(json.dumps(namespaces))
