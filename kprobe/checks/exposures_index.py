"""Exposures as checks ask for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

from kprobe.cluster.claims import Claim
from kprobe.model.exposure import Exposure
from kprobe.model.refs import Ref

Value = TypeVar("Value")
_HOST_KINDS = frozenset({"host-network", "host-port"})


class Exposures:
    """The exposures of a cluster, indexed once. Every answer is in the order in which the exposures were given."""

    def __init__(self, exposures: Iterable[Exposure]) -> None:
        self.all: tuple[Exposure, ...] = tuple(exposures)
        self._by_source: dict[Ref, list[Exposure]] = defaultdict(list)
        self._by_service: dict[Ref, list[Exposure]] = defaultdict(list)
        self._by_service_port: dict[tuple[Ref, int, str], list[Exposure]] = defaultdict(list)
        self._by_workload: dict[Ref, list[Exposure]] = defaultdict(list)
        self._by_node: dict[str, list[Exposure]] = defaultdict(list)
        self._by_host_port: dict[tuple[Ref, int, str], list[Exposure]] = defaultdict(list)
        self._shared: dict[Hashable, Any] = {}
        for exposure in self.all:
            self._add(exposure)

    def shared(self, name: Hashable, work: Callable[[], Value]) -> Value:
        """The result of `work`, which several checks of one run need: done for the first that asks."""
        if name not in self._shared:
            self._shared[name] = work()
        value: Value = self._shared[name]
        return value

    def _add(self, exposure: Exposure) -> None:
        self._by_source[exposure.source].append(exposure)
        if exposure.service is not None:
            self._by_service[exposure.service].append(exposure)
            if exposure.service_port is not None:
                key = (exposure.service, exposure.service_port, exposure.protocol.value)
                self._by_service_port[key].append(exposure)
        if exposure.workload is not None:
            self._by_workload[exposure.workload].append(exposure)
        if exposure.kind in _HOST_KINDS:
            self._by_host_port[exposure.source, exposure.port, exposure.protocol.value].append(exposure)
        for node in dict.fromkeys(e.node for e in exposure.entries if e.node):
            self._by_node[node].append(exposure)

    @property
    def services(self) -> tuple[Ref, ...]:
        """Every Service that something exposes, whether it exists or not."""
        return tuple(sorted(self._by_service))

    def of_service(self, ref: Ref) -> tuple[Exposure, ...]:
        """Ways in that lead through a Service: its own, and those of Ingresses."""
        return tuple(self._by_service.get(ref, ()))

    def of_service_port(self, ref: Ref, port: int, protocol: str = "TCP") -> tuple[Exposure, ...]:
        """Ways in that lead through one port of a Service (the Service's own number)."""
        return tuple(self._by_service_port.get((ref, port, protocol), ()))

    def of_workload(self, ref: Ref) -> tuple[Exposure, ...]:
        """Ways in that end at a workload, of any kind."""
        return tuple(self._by_workload.get(ref, ()))

    def of_claim(self, claim: Claim) -> tuple[Exposure, ...]:
        """Ways in that a pod's host port gives."""
        return tuple(self._by_host_port.get((claim.workload, claim.port, claim.protocol), ()))

    def of_node(self, name: str) -> tuple[Exposure, ...]:
        """Ways in with an entry on this node."""
        return tuple(self._by_node.get(name, ()))

    def of_ingress(self, ref: Ref) -> tuple[Exposure, ...]:
        """Ways in that an Ingress gives."""
        return tuple(self._by_source.get(ref, ()))
