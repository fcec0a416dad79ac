from __future__ import annotations

from tests.kit.lookup import fixed
from tests.kit.objects import cluster, container_port, deployed, served, service, service_port

WEB = service("web", service_port(80, target=8081, node=30080), selector={"app": "web"})


def test_the_only_port_that_the_pods_declare_is_meant() -> None:
    of = cluster(*served(WEB, deployed("web", ports=(container_port(8080, name="http"),))))
    assert '"targetPort":"http"' in fixed(of, "KP304")[0]


def test_several_declared_ports_give_no_command() -> None:
    ports = (container_port(8080), container_port(9090))
    assert fixed(cluster(*served(WEB, deployed("web", ports=ports))), "KP304") == ()
