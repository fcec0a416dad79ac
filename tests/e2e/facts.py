"""What the suite knows of the cluster that it runs against; tests/e2e/README.md says what each fact means."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The facts file. `lab` is the program that can break nodes, None where no such thing exists."""

    kubeconfig: str
    nodes: dict[str, str]
    nodes6: dict[str, str] = field(default_factory=dict)
    client_prefix: tuple[str, ...] = ()
    node_prefix: tuple[str, ...] = ()
    kubectl: tuple[str, ...] = ()
    proxy: str = "unknown"
    node_port_range: str = "30000-32767"
    vips: tuple[str, ...] = ()
    dns_hosts: str = ""
    images: tuple[str, ...] = ()
    lab: str | None = None

    @property
    def nginx(self) -> str:
        """The image that every scenario's pods run."""
        return self.image("nginx")

    def image(self, name: str) -> str:
        """The image of this name, "" where the nodes have none."""
        return next((image for image in self.images if f"/{name}:" in image), "")

    @property
    def node_names(self) -> tuple[str, str, str]:
        """The three nodes that scenarios choose from."""
        first, second, third, *_ = sorted(self.nodes)
        return first, second, third

    def on_node(self, node: str) -> list[str]:
        """The beginning of a command that shall run in the network of `node`."""
        return [part.format(node=node, number=sorted(self.nodes).index(node) + 1) for part in self.node_prefix]


def load(path: str) -> Facts:
    """The facts in the JSON file `path`; raises OSError, ValueError or KeyError where it is not one."""
    given = json.loads(Path(path).read_text())
    prefix = tuple(given.get("client_prefix") or ())
    lab = given.get("lab") or (prefix[0] if prefix and Path(prefix[0]).name == "lab" else None)
    return Facts(
        kubeconfig=os.environ.get("KUBECONFIG") or given["kubeconfig"],
        nodes=given["nodes"],
        nodes6=given.get("nodes6") or {},
        client_prefix=prefix,
        node_prefix=tuple(given.get("node_prefix") or ((lab, "node", "{number}", "--") if lab else ())),
        kubectl=tuple(given.get("kubectl") or ((lab, "kubectl") if lab else ("kubectl",))),
        proxy=given.get("proxy") or "unknown",
        node_port_range=given.get("node_port_range") or "30000-32767",
        vips=tuple(given.get("vips") or ()),
        dns_hosts=given.get("dns_hosts") or "",
        images=tuple(given["images"]),
        lab=lab,
    )
