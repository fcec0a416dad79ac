from __future__ import annotations

from tests.kit.lookup import fixed
from tests.kit.objects import cluster, container_port, deployed

PORTS = (container_port(80, host=8080),)


def test_a_pod_that_does_not_run_is_described() -> None:
    of = cluster(deployed("edge", ports=PORTS, waiting="ImagePullBackOff"))
    assert fixed(of, "KP702") == ("kubectl -n shop describe pod/edge-7d4b9-1",)


def test_the_one_of_several_that_does_not_run_is_chosen() -> None:
    good = deployed("edge", 1, ports=PORTS)
    bad = deployed("edge", 2, node="node2", ports=PORTS, waiting="ImagePullBackOff")
    assert fixed(cluster(good, bad), "KP702") == ("kubectl -n shop describe pod/edge-7d4b9-2",)
