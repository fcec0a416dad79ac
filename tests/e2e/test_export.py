"""What `kprobe export` writes, used: an HAProxy in front of the nodes, one of which loses its power."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kprobe.cluster.balancers import EXCLUDE_LABEL
from tests.e2e.cluster import KPROBE, Cluster
from tests.e2e.facts import Facts
from tests.e2e.objects import deployment, on, pod_spec, service
from tests.e2e.scenarios import Scenarios

PLAIN, LOCAL = "kprobe-export", "kprobe-export-local"
FRONT, FRONT_LOCAL = 18080, 18081
"""Where HAProxy listens, in the client's network."""


def fit(cluster: Cluster) -> list[str]:
    """The nodes that nobody keeps from load balancers, as kubeadm does the control plane's (kind)."""
    labels = {o["metadata"]["name"]: o["metadata"].get("labels") or {} for o in cluster.get("nodes")}
    return sorted(name for name in cluster.facts.nodes if EXCLUDE_LABEL not in labels[name])


def scenarios(facts: Facts, first: str, second: str) -> Scenarios:
    """A NodePort with a pod on each of two nodes, and a load balancer with policy Local and a pod on the second."""
    twice = [deployment(f"web-{n}", pod_spec(facts.nginx, **on(node))) for n, node in (("a", first), ("b", second))]
    for one in twice:
        one["spec"]["template"]["metadata"]["labels"]["tier"] = "web"
    plain = service("web", select="web", port={"port": FRONT, "nodePort": 30060, "name": "http-web"})
    plain["spec"]["selector"] = {"tier": "web"}
    local = service(
        "web",
        select="web",
        port={"port": FRONT_LOCAL, "nodePort": 30061, "name": "http-web"},
        kind="LoadBalancer",
        externalTrafficPolicy="Local",
    )
    return {PLAIN: [*twice, plain], LOCAL: [deployment("web", pod_spec(facts.nginx, **on(second))), local]}


@pytest.fixture(scope="module")
def haproxy() -> str:
    found = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        pytest.skip("haproxy is not installed: nothing was sent through it")
    return found


@pytest.fixture(scope="module")
def exposed(cluster: Cluster, facts: Facts) -> Iterator[Cluster]:
    first, second, *_ = fit(cluster)
    wanted = scenarios(facts, first, second)
    cluster.apply(wanted)
    try:
        cluster.settle(wanted)
        places = [(facts.nodes[first], 30060), (facts.nodes[second], 30060), (facts.nodes[second], 30061)]
        cluster.until(lambda: set(cluster.knock(places).values()) == {"open"}, "the NodePorts answer")
        yield cluster
    finally:
        cluster.delete(wanted)


def exported(cluster: Cluster, target: str, *options: str) -> str:
    """The sections for one Service, as a person outside makes them."""
    return cluster.outside(str(KPROBE), "export", "haproxy", target, *options)


@contextmanager
def running(cluster: Cluster, program: str, folder: Path, text: str) -> Iterator[None]:
    """HAProxy with these sections, where the client stands."""
    file = folder / "haproxy.cfg"
    file.write_text(text, encoding="utf-8")
    cluster.outside(program, "-c", "-f", str(file))
    process = subprocess.Popen(
        [*cluster.facts.client_prefix, program, "-db", "-f", str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate(timeout=20)


def pages(cluster: Cluster, port: int, count: int = 24) -> set[str]:
    """What clients get who ask HAProxy, each on a connection of its own."""
    return set(cluster.look([["127.0.0.1", port, "http", "web.example", f"/{n}"] for n in range(count)]))


def all_well(cluster: Cluster, port: int) -> None:
    cluster.until(lambda: pages(cluster, port) == {"open 200"}, f"HAProxy at {port} answers every client")


def servers(text: str) -> dict[str, str]:
    """By node its address, port and options."""
    found = (line.split(maxsplit=2) for line in text.splitlines() if line.startswith("    server "))
    return {name: rest for _, name, rest in found}


def test_every_ready_node_is_a_server_and_every_client_gets_an_answer(
    exposed: Cluster, facts: Facts, haproxy: str, tmp_path: Path
) -> None:
    text = exported(exposed, f"svc/{PLAIN}/web")
    assert servers(text) == {name: f"{facts.nodes[name]}:30060 check" for name in fit(exposed)}
    with running(exposed, haproxy, tmp_path, text):
        all_well(exposed, FRONT)


@pytest.mark.usefixtures("needs_lab")
def test_a_node_without_power_costs_no_client_its_answer(
    exposed: Cluster, facts: Facts, haproxy: str, tmp_path: Path
) -> None:
    *_, third = facts.node_names
    text = exported(exposed, f"svc/{PLAIN}/web")
    assert third in servers(text)
    with running(exposed, haproxy, tmp_path, text):
        all_well(exposed, FRONT)
        exposed.lab("crash", "3")
        try:
            # Two checks that fail, each two seconds after the other; what falls between is tried at another node.
            time.sleep(10)
            assert pages(exposed, FRONT, 60) == {"open 200"}
            exposed.until(lambda: not_ready(exposed, third), f"{third} is NotReady", seconds=120)
            later = exported(exposed, f"svc/{PLAIN}/web")
            assert sorted(servers(later)) == sorted(set(facts.nodes) - {third})
            assert (
                f"# left out (it is not Ready: Ready is Unknown: Kubelet stopped posting node status.): {third} "
                in later
            )
        finally:
            exposed.lab("revive", "3")
            exposed.until(lambda: not not_ready(exposed, third), f"{third} is Ready again", seconds=180)
        all_well(exposed, FRONT)


def not_ready(cluster: Cluster, node: str) -> bool:
    (found,) = (o for o in cluster.get("nodes") if o["metadata"]["name"] == node)
    return any(c["type"] == "Ready" and c["status"] != "True" for c in found["status"]["conditions"])


def test_real_service_proxies_say_which_node_has_an_endpoint(
    exposed: Cluster, facts: Facts, haproxy: str, tmp_path: Path
) -> None:
    """Every node is a server; all but the one with the pod are down by what kube-proxy says."""
    (found,) = exposed.get("services", "-n", LOCAL)
    health = found["spec"]["healthCheckNodePort"]
    first, second, *_ = fit(exposed)
    alone = exported(exposed, f"svc/{LOCAL}/web")
    assert servers(alone) == {second: f"{facts.nodes[second]}:30061 check port {health}"}
    everywhere = exported(exposed, f"svc/{LOCAL}/web", "--standby")
    assert sorted(servers(everywhere)) == fit(exposed)
    with running(exposed, haproxy, tmp_path, everywhere):
        all_well(exposed, FRONT_LOCAL)
        exposed.kubectl("-n", LOCAL, "patch", "deployment/web", "-p", _moved_to(first))
        place = (facts.nodes[first], 30061)
        exposed.until(lambda: exposed.knock([place]) == {place: "open"}, f"the pod is on {first}")
        all_well(exposed, FRONT_LOCAL)


def _moved_to(node: str) -> str:
    return f'{{"spec": {{"template": {{"spec": {{"nodeSelector": {{"kubernetes.io/hostname": "{node}"}}}}}}}}}}'
