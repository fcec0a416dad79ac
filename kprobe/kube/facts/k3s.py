"""k3s: everything in one process, whose arguments are an annotation of each node (k3s-io/k3s#3289)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kprobe.kube.decoding import BROKEN, decode
from kprobe.kube.facts.flags import NODE_PORT_RANGE, default_range, last, port_range, values
from kprobe.model.objects.node import Node
from kprobe.model.snapshot import DataPlane, NodePortRange, ServiceProxy

_MODES = {"iptables": DataPlane.IPTABLES, "nftables": DataPlane.NFTABLES, "ipvs": DataPlane.IPVS}


def node_port_range(nodes: Iterable[Node]) -> NodePortRange | None:
    """The range of the first server node; without the flag it is the default."""
    for name, arguments in _servers(nodes):
        source = f"annotation k3s.io/node-args of node {name}"
        said = last(arguments, NODE_PORT_RANGE) or _passed_on(arguments, "kube-apiserver-arg", NODE_PORT_RANGE)
        return default_range(source) if said is None else port_range(said, source)
    return None


def service_proxy(nodes: Iterable[Node]) -> ServiceProxy | None:
    """kube-proxy as k3s runs it inside itself; of unknown mode where it is told not to."""
    for name, arguments in _servers(nodes):
        source = f"annotation k3s.io/node-args of node {name}"
        if any(argument in ("--disable-kube-proxy", "--disable-kube-proxy=true") for argument in arguments):
            return ServiceProxy(source=f"{source}: k3s runs without kube-proxy")
        mode = _passed_on(arguments, "kube-proxy-arg", "proxy-mode") or "iptables"
        addresses = _passed_on(arguments, "kube-proxy-arg", "nodeport-addresses") or ""
        return ServiceProxy(
            mode=_MODES.get(mode, DataPlane.UNKNOWN),
            node_port_addresses=tuple(part.strip() for part in addresses.split(",") if part.strip()),
            source=source,
        )
    return None


def _servers(nodes: Iterable[Node]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for node in nodes:
        text = node.metadata.annotations.k3s_node_args if node.metadata.annotations else None
        try:
            arguments = decode((text or "[]").encode(), tuple[str, ...])
        except BROKEN:
            continue
        if arguments[:1] == ("server",):
            yield node.metadata.name, arguments


def _passed_on(arguments: tuple[str, ...], option: str, flag: str) -> str | None:
    """The value of `flag` in `--kube-proxy-arg=flag=value` and the like."""
    found = None
    for argument in values(arguments, option):
        name, _, value = argument.lstrip("-").partition("=")
        if name == flag:
            found = value
    return found
