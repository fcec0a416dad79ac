from __future__ import annotations

import json
import shlex

from tests.kit.lookup import advised, deployment, with_deployments
from tests.kit.objects import cluster, container_port, pod

WEB = deployment("web", container_port(8080))


def test_the_containers_own_number_is_taken_while_it_is_free() -> None:
    advice = advised(with_deployments(cluster(), WEB), "deploy/shop/web")["host-port"]
    assert advice.possible is True
    (command,) = advice.how
    template = json.loads(shlex.split(command)[-1])["spec"]["template"]["spec"]
    port = {"containerPort": 8080, "hostPort": 8080, "protocol": "TCP"}
    assert template == {"containers": [{"name": "app", "ports": [port]}]}


def test_a_number_that_a_pod_has_on_any_node_is_passed_over() -> None:
    of = with_deployments(cluster(pod("edge", ports=(container_port(80, host=8080),))), WEB)
    assert '"hostPort":8081' in advised(of, "deploy/shop/web")["host-port"].how[0]


def test_a_privileged_number_and_the_node_port_range_are_passed_over() -> None:
    for number, chosen in ((80, 8080), (30500, 32768)):
        of = with_deployments(cluster(), deployment("web", container_port(number)))
        assert f'"hostPort":{chosen}' in advised(of, "deploy/shop/web")["host-port"].how[0]


def test_a_bare_pod_cannot_be_changed() -> None:
    advice = advised(cluster(pod("web", ports=(container_port(8080),))), "pod/shop/web")["host-port"]
    assert (advice.possible, advice.how) == (None, ())
    assert "cannot be changed" in advice.reason
