"""The API server's static pod (kubeadm, kind, minikube): its command line."""

from __future__ import annotations

from collections.abc import Iterable

from kprobe.kube.facts.evidence import ServerPod
from kprobe.kube.facts.flags import NODE_PORT_RANGE, default_range, last, port_range
from kprobe.model.snapshot import NodePortRange


def node_port_range(pods: Iterable[ServerPod]) -> NodePortRange | None:
    """The range of the first API server whose command line says it or, by leaving it out, means the default."""
    for pod in pods:
        source = f"the command line of pod kube-system/{pod.metadata.name}"
        for container in pod.spec.containers or ():
            # A shell may stand in front: `sh -c "exec kube-apiserver --…"`.
            words = " ".join((*(container.command or ()), *(container.args or ()))).split()
            if not any(word.rpartition("/")[2] == "kube-apiserver" for word in words):
                continue
            said = last(words, NODE_PORT_RANGE)
            found = default_range(source) if said is None else port_range(said.strip("\"'"), source)
            if found is not None:
                return found
    return None
