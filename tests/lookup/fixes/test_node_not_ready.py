from __future__ import annotations

from tests.kit.lookup import fixed
from tests.kit.objects import cluster, node, service


def test_the_node_is_described() -> None:
    of = cluster(service("web"), node("node1", is_ready=False), node("node2"))
    assert fixed(of, "KP701") == ("kubectl describe node/node1",)
