from __future__ import annotations

import pytest

from kprobe.model.finding import Severity
from kprobe.model.objects.pod import Pod
from tests.checks.found import found, one
from tests.kit.objects import cluster, container_port, deployed
from tests.kit.stages import with_spec


def listening(policy: str, *, namespace: str = "shop", host_network: bool = True, declared: bool = True) -> Pod:
    ports = (container_port(8080, host=8080),) if declared else ()
    pod = deployed("web", namespace=namespace, host_network=host_network, ports=ports)
    return with_spec(pod, dns_policy=policy)


def test_fires_for_the_default_policy_which_does_not_mean_what_it_says() -> None:
    finding = one("KP703", cluster(listening("ClusterFirst")))
    assert (finding.severity, str(finding.subject)) == (Severity.INFO, "Deployment shop/web")
    assert finding.exposures == ("host-network/shop/Deployment/web/8080/TCP",)


@pytest.mark.parametrize(
    "innocent",
    [
        pytest.param(listening("ClusterFirstWithHostNet"), id="the_policy_that_is_meant"),
        pytest.param(listening("Default"), id="the_nodes_resolver_on_purpose"),
        pytest.param(listening(""), id="not_known"),
        pytest.param(listening("ClusterFirst", host_network=False), id="not_in_the_host_network"),
        pytest.param(listening("ClusterFirst", namespace="kube-system"), id="a_component_of_the_node"),
        pytest.param(listening("ClusterFirst", declared=False), id="exposed_by_no_declared_port"),
    ],
)
def test_is_silent_for(innocent: Pod) -> None:
    assert found("KP703", cluster(innocent)) == []
