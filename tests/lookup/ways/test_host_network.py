from __future__ import annotations

import json
import shlex

from tests.kit.lookup import advised, deployment, with_deployments
from tests.kit.objects import cluster, container_port, pod

WEB = deployment("web", container_port(8080))


def test_every_declared_port_becomes_the_nodes_own_and_the_risk_is_said() -> None:
    advice = advised(with_deployments(cluster(), WEB), "deploy/shop/web")["host-network"]
    assert advice.possible is True
    assert "NetworkPolicy does not apply" in advice.reason
    template = json.loads(shlex.split(advice.how[0])[-1])["spec"]["template"]["spec"]
    assert template["hostNetwork"] is True
    assert template["dnsPolicy"] == "ClusterFirstWithHostNet"
    assert template["containers"][0]["ports"][0]["hostPort"] == 8080


def test_a_port_that_somebody_has_on_a_node_is_said() -> None:
    of = with_deployments(cluster(pod("edge", ports=(container_port(80, host=8080),))), WEB)
    advice = advised(of, "deploy/shop/web")["host-network"]
    assert (advice.possible, advice.how) == (None, ())
    assert "8080" in advice.reason


def test_what_is_on_the_host_network_already_needs_no_advice() -> None:
    silent = pod("agent", owner="DaemonSet/agent", host_network=True)
    advice = advised(cluster(silent), "ds/shop/agent")["host-network"]
    assert advice.possible is not True
