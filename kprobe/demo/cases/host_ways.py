"""Host ports and the host network."""

from __future__ import annotations

from kprobe.demo.objects.event import warning
from kprobe.demo.objects.pod import Container, State, Workload, no_free_port
from kprobe.demo.processes import Page
from kprobe.demo.scene import Scene


def stage(scene: Scene) -> None:
    """All of them."""
    _host_port(scene)
    _host_network(scene)
    _somebody_else(scene)


def _host_port(scene: Scene) -> None:
    """A DaemonSet has the port on every node, so that the pod of another workload waits for one for ever."""
    port = scene.host_port(8080)
    image = "docker.io/library/haproxy:3.2"
    container = Container(image=image, port=8080, host_port=port)
    gate = Workload(namespace="edge", name="gate", kind="DaemonSet", container=container)
    scene.deploy(gate, *scene.every_node(), runs=Page(text="gate: come in", server="haproxy"))
    waiting = scene.leave_waiting(
        Workload(namespace="edge", name="gate-canary", container=container, state=State.NO_FREE_PORT)
    )
    said = no_free_port(len(scene.node_names))
    scene.objects.append(warning(waiting, "FailedScheduling", said, "default-scheduler"))


def _host_network(scene: Scene) -> None:
    """One that listens on its node's address, and one that listens on the node's loopback alone."""
    exporter = Container(image="quay.io/prometheus/node-exporter:v1.10.2", port=scene.host_port(9100), port_name="http")
    scene.deploy(
        Workload(namespace="monitoring", name="node-exporter", kind="DaemonSet", container=exporter, host_network=True),
        *scene.every_node(),
        runs=Page(text="node_exporter_build_info 1"),
    )
    agent = Container(image="registry.example/agent:2.4", port=scene.host_port(9200), port_name="api")
    scene.deploy(Workload(namespace="monitoring", name="agent", container=agent, host_network=True), 1, runs=None)


def _somebody_else(scene: Scene) -> None:
    """It crashes because a process that is not Kubernetes' has its port, and that one answers."""
    port = scene.host_port(9300)
    container = Container(image="registry.example/reports:0.9", port=port)
    reports = Workload(namespace="legacy", name="reports", container=container, host_network=True, state=State.CRASHING)
    scene.deploy(reports, 0, runs=None)
    scene.exceptions[scene.addresses.nodes[0], port] = Page(text="reports, started by hand in 2019")
