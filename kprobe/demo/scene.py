"""The demo cluster while it is put together: its objects, what really runs, and the ports that it has."""

from __future__ import annotations

from kprobe.demo.net import HIGH_PORTS, NODE_PORTS, Addresses, Place, Ports
from kprobe.demo.objects.endpoint_slice import endpoint_slice
from kprobe.demo.objects.meta import Json
from kprobe.demo.objects.node import node
from kprobe.demo.objects.pod import Seat, Workload, pod
from kprobe.demo.objects.service import Wanted, service
from kprobe.demo.processes import Dropped, Process


class Scene:
    """What the cases add to.

    `processes` are keyed by the pod's own address and port. `exceptions` are what no object tells of: a firewall, a
    process that is not Kubernetes' own. `silence`: whether this machine can drop packets at all.
    """

    def __init__(self, addresses: Addresses, ports: Ports, *, silence: bool) -> None:
        self.addresses = addresses
        self.ports = ports
        self.silence = silence
        self.node_names = tuple(f"node{number}" for number in range(1, len(addresses.nodes) + 1))
        self.objects: list[Json] = [
            node(name, address, f"10.244.{number}.0/24")
            for number, (name, address) in enumerate(zip(self.node_names, addresses.nodes, strict=True))
        ]
        self.processes: dict[Place, Process] = {}
        self.exceptions: dict[Place, Process | Dropped] = {}
        self._pods: list[Json] = []
        self._services = 0

    @property
    def differing_nodes(self) -> bool:
        """Whether one node can be silent while another answers."""
        return self.silence and self.addresses.apart

    def every_node(self) -> tuple[int, ...]:
        """The numbers of all nodes."""
        return tuple(range(len(self.node_names)))

    def node_port(self, preferred: int, span: range = NODE_PORTS) -> int:
        """A port that is free on every node."""
        return self.ports.claim(preferred, self.addresses.nodes, span)

    def host_port(self, preferred: int) -> int:
        """The same, where the API server allots none."""
        return self.node_port(preferred, HIGH_PORTS)

    def deploy(self, workload: Workload, *nodes: int, runs: Process | None) -> None:
        """A pod on each of `nodes` (counted from 0), with `runs` at its container's port (None: nothing listens)."""
        seats = dict.fromkeys(number % len(self.node_names) for number in nodes)
        for replica, number in enumerate(seats):
            address = (
                self.addresses.nodes[number] if workload.host_network else f"10.244.{number}.{len(self._pods) + 10}"
            )
            seat = Seat(node=self.node_names[number], node_address=self.addresses.nodes[number], address=address)
            self._pods.append(pod(workload, seat, replica, len(self.node_names)))
            self.objects.append(self._pods[-1])
            if runs and workload.container:
                self.processes[address, workload.container.port] = runs

    def leave_waiting(self, workload: Workload) -> Json:
        """A pod that no node has room for."""
        self._pods.append(pod(workload, None, 0, len(self.node_names)))
        self.objects.append(self._pods[-1])
        return self._pods[-1]

    def expose(self, wanted: Wanted, *, days: float = 12.0) -> Json:
        """A Service, and the EndpointSlice that its pods make."""
        self._services += 1
        made = service(wanted, f"10.96.17.{self._services}", days=days)
        self.objects += (made, endpoint_slice(made, self._pods))
        return made
