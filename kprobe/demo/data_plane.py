"""What a client meets at each address and port, worked out from the objects as kube-proxy and the CNI would."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kprobe.demo.net import Place
from kprobe.demo.objects.meta import Json
from kprobe.demo.processes import Dropped, Process

Met = Process | Dropped


def met(objects: Iterable[Json], processes: Mapping[Place, Process]) -> dict[Place, Met]:
    """Who answers where; what is not in it is refused.

    `processes` are by the pod's own address and port. Nothing but ready endpoints gets traffic. Where a Service has
    none its ports are rejected; where externalTrafficPolicy is Local and the node has none, packets are dropped
    (kube-proxy, pkg/proxy/iptables/proxier.go).
    """
    held = tuple(objects)
    nodes = {item["metadata"]["name"]: _address(item) for item in held if item["kind"] == "Node"}
    found: dict[Place, Met] = {place: runs for place, runs in processes.items() if place[0] in nodes.values()}
    for item in held:
        if item["kind"] == "Pod":
            found.update(_host_ports(item, nodes, processes))
        elif item["kind"] == "Service":
            found.update(_service(item, tuple(endpoints(held, item)), nodes, processes))
    return found


def endpoints(objects: Iterable[Json], service: Json) -> Iterator[tuple[str, Place]]:
    """The node and the place of each ready endpoint of a Service (they have one port each in this cluster)."""
    meta = service["metadata"]
    for item in objects:
        if item["kind"] != "EndpointSlice" or item["metadata"]["namespace"] != meta["namespace"]:
            continue
        if item["metadata"]["labels"]["kubernetes.io/service-name"] != meta["name"]:
            continue
        for endpoint in item["endpoints"]:
            for port in item["ports"] or ():
                if endpoint["conditions"]["ready"]:
                    yield endpoint["nodeName"], (endpoint["addresses"][0], port["port"])


def _host_ports(
    pod: Json, nodes: Mapping[str, str], processes: Mapping[Place, Process]
) -> Iterator[tuple[Place, Process]]:
    node, address = pod["spec"].get("nodeName"), pod["status"].get("podIP")
    if node is None or pod["spec"].get("hostNetwork"):
        return
    for container in pod["spec"]["containers"]:
        for port in container.get("ports", ()):
            runs = processes.get((address, port["containerPort"]))
            if "hostPort" in port and runs:
                yield (nodes[node], port["hostPort"]), runs


def _service(
    service: Json,
    behind: tuple[tuple[str, Place], ...],
    nodes: Mapping[str, str],
    processes: Mapping[Place, Process],
) -> Iterator[tuple[Place, Met]]:
    if not behind:
        return
    spec = service["spec"]
    [port] = spec["ports"]
    alive = [processes[place] for _, place in behind if place in processes]
    local = spec.get("externalTrafficPolicy") == "Local"
    for name, address in nodes.items():
        if "nodePort" not in port:
            break
        if local and all(node != name for node, _ in behind):
            yield (address, port["nodePort"]), Dropped()
        elif alive:
            yield (address, port["nodePort"]), alive[0]
    published = service["status"]["loadBalancer"].get("ingress", ())
    for address in (*spec.get("externalIPs", ()), *(item["ip"] for item in published)):
        if alive:
            yield (address, port["port"]), alive[0]


def _address(node: Json) -> str:
    return next(str(item["address"]) for item in node["status"]["addresses"] if item["type"] == "InternalIP")
