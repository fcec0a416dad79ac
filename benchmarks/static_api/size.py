"""How big the made-up cluster is."""

from __future__ import annotations

from dataclasses import dataclass

ENDPOINTS = 15  # pods behind a Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many there are of each kind.

    `node_ports` of the Services are of type NodePort, all others ClusterIP but the ingress controller's. On each node
    stands one pod of a DaemonSet with a host port; it counts among `pods`. `sick` of a thousand pods are not ready.
    """

    pods: int = 150_000
    services: int = 10_000
    nodes: int = 5_000
    ingresses: int = 5_000
    node_ports: int = 20
    sick: int = 5
    seed: int = 1

    @classmethod
    def of(cls, pods: int, *, node_ports: int | None = None) -> Size:
        """A cluster of `pods` with everything else in proportion to the big one."""
        big = cls()
        share = pods / big.pods
        return cls(
            pods=pods,
            services=round(big.services * share),
            nodes=round(big.nodes * share),
            ingresses=round(big.ingresses * share),
            node_ports=round(big.node_ports * share) if node_ports is None else node_ports,
        )

    @property
    def slug(self) -> str:
        """A folder's name."""
        parts = (self.pods, self.services, self.nodes, self.ingresses, self.node_ports, self.sick, self.seed)
        return "-".join(map(str, parts))
