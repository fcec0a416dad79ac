from __future__ import annotations

import json
import shlex

from kprobe.model.snapshot import NodePortRange, Resource
from tests.kit.lookup import advised, deployment, with_deployments
from tests.kit.objects import cluster, container_port, deployed, gap, pod, served, service, service_port

INNER = served(
    service("web", service_port(80, target=8080), type_="ClusterIP", selector={"app": "web"}),
    deployed("web", ports=(container_port(8080),)),
)


def test_a_service_gets_a_free_port_of_the_range() -> None:
    taken = service("other", service_port(80, node=30000))
    held = pod("edge", ports=(container_port(80, host=30001),))
    advice = advised(cluster(*INNER, taken, held), "svc/shop/web")["node-port"]
    assert advice.possible is True
    assert "30002 is free" in advice.reason
    (command,) = advice.how
    assert json.loads(shlex.split(command)[-1]) == {
        "spec": {"type": "NodePort", "ports": [{"port": 80, "nodePort": 30002}]}
    }


def test_a_number_that_two_protocols_share_is_left_to_the_api_server() -> None:
    dns = service("dns", service_port(53), service_port(53, protocol="UDP"), type_="ClusterIP")
    (command,) = advised(cluster(dns), "svc/shop/dns")["node-port"].how
    assert json.loads(shlex.split(command)[-1]) == {"spec": {"type": "NodePort"}}


def test_a_workload_without_a_service_gets_one() -> None:
    of = with_deployments(cluster(), deployment("web", container_port(8080)))
    how = advised(of, "deploy/shop/web")["node-port"].how
    assert how[0].startswith("kubectl apply")
    assert '"selector": {"app": "web"}' in how[4]
    assert '"nodePort": 30000' in how[4]


def test_a_workload_that_declares_no_port_gets_no_command_that_guesses_one() -> None:
    advice = advised(with_deployments(cluster(), deployment("web")), "deploy/shop/web")["node-port"]
    assert (advice.possible, advice.how) == (None, ())
    assert "declares no port" in advice.reason


def test_a_full_range_is_said() -> None:
    of = cluster(
        *INNER,
        service("other", service_port(80, node=30000)),
        ports=NodePortRange(first=30000, last=30000, proven=True),
    )
    assert advised(of, "svc/shop/web")["node-port"].possible is False


def test_what_is_taken_is_not_known_where_services_cannot_be_read() -> None:
    (command,) = advised(cluster(*INNER, gaps=(gap(Resource.SERVICES),)), "svc/shop/web")["node-port"].how
    assert "nodePort" not in command
