from __future__ import annotations

import pytest

from kprobe.cluster.workloads import pod_ref, workload_of
from kprobe.model.objects.pod import Pod
from tests.kit.objects import deployed, pod


@pytest.mark.parametrize(
    ("member", "workload"),
    [
        pytest.param(deployed("web"), "Deployment shop/web", id="a_replica_set_of_a_deployment"),
        pytest.param(pod("a", owner="ReplicaSet/mine-1"), "ReplicaSet shop/mine-1", id="a_replica_set_of_its_own"),
        pytest.param(pod("a", owner="DaemonSet/edge"), "DaemonSet shop/edge", id="a_daemon_set"),
        pytest.param(pod("a", owner="Job/x"), "Job shop/x", id="a_job"),
        pytest.param(pod("a"), "Pod shop/a", id="nobody"),
        pytest.param(pod("a", owner="Node/node1"), "Pod shop/a", id="its_node_as_a_static_pod"),
    ],
)
def test_a_pod_belongs_to(member: Pod, workload: str) -> None:
    assert str(workload_of(member)) == workload


def test_a_pods_own_name() -> None:
    assert str(pod_ref(pod("a"))) == "Pod shop/a"
