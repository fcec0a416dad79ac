from __future__ import annotations

from kprobe.model.snapshot import NodePortRange
from tests.kit.lookup import fixed
from tests.kit.objects import cluster, service, service_port

RANGE = NodePortRange(first=31000, last=31999, source="the API server's flags", proven=True)


def test_a_free_port_of_the_range_is_given() -> None:
    taken = service("other", service_port(80, node=31000))
    (command,) = fixed(cluster(service("web"), taken, ports=RANGE), "KP201")
    assert '{"port":80,"nodePort":31001}' in command


def test_a_range_that_is_only_supposed_gives_no_command() -> None:
    low = service("web", service_port(80, node=20000))
    assert fixed(cluster(low, ports=NodePortRange()), "KP201") == ()
