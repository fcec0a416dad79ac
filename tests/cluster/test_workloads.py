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


@pytest.mark.parametrize(
    ("job", "created", "workload"),
    [
        ("backup-29872800", "2026-10-19T00:00:04Z", "CronJob shop/backup"),
        ("backup-29872800", "2026-10-20T07:30:00Z", "CronJob shop/backup"),
        ("backup-29872800", "", "CronJob shop/backup"),
        ("db-2-29872800", "2026-10-19T00:00:04Z", "CronJob shop/db-2"),
        ("backup-29872800", "2027-10-19T00:00:00Z", "Job shop/backup-29872800"),
        ("backup-29872800", "2026-10-18T00:00:00Z", "Job shop/backup-29872800"),
        ("backup-20261019", "", "Job shop/backup-20261019"),
        ("backup-2987280", "", "Job shop/backup-2987280"),
        ("backup-manual", "", "Job shop/backup-manual"),
    ],
    ids=[
        "at its minute",
        "a retry a day later",
        "from a manifest",
        "a cron job whose name has a number",
        "a year after the minute",
        "before the minute",
        "a date",
        "too short for a minute",
        "a word",
    ],
)
def test_a_run_of_a_cron_job_belongs_to_the_cron_job_where_its_name_proves_it(
    job: str, created: str, workload: str
) -> None:
    assert str(workload_of(pod(f"{job}-x7k2p", owner=f"Job/{job}", created=created))) == workload


def test_a_pods_own_name() -> None:
    assert str(pod_ref(pod("a"))) == "Pod shop/a"
