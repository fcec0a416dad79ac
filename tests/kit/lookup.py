"""Looks something up in a cluster of the builders."""

from __future__ import annotations

from msgspec.structs import replace

from kprobe.checks.judge import judge
from kprobe.cluster.cluster import Cluster
from kprobe.exposures.classify import classify
from kprobe.lookup.advise import advise
from kprobe.lookup.find import find
from kprobe.lookup.found import Found
from kprobe.lookup.mend import commands
from kprobe.lookup.target import parse
from kprobe.model.objects.meta import LabelSelector, ObjectMeta
from kprobe.model.objects.pod import Container, ContainerPort, PodSpec
from kprobe.model.objects.workload import PodTemplate, Workload, WorkloadSpec
from kprobe.model.why import Advice
from tests.kit.pods import NAMESPACE


def looked_up(of: Cluster, text: str, namespace: str | None = None) -> Found:
    """What `text` turns out to be."""
    return find(of, classify(of), parse(text, namespace))


def advised(of: Cluster, text: str) -> dict[str, Advice]:
    """The advice by way in."""
    return {a.kind: a for a in advise(of, classify(of), looked_up(of, text))}


def fixed(of: Cluster, code: str) -> tuple[str, ...]:
    """The commands for the findings of one check, which must have found something."""
    findings, faults = judge(of, classify(of))
    assert faults == ()
    chosen = tuple(f for f in findings if f.code == code)
    assert chosen, f"{code} found nothing"
    lines = commands(of, chosen)
    return tuple(line for f in chosen for line in lines.get(f.id, ()))


def deployment(
    name: str,
    *ports: ContainerPort,
    namespace: str = NAMESPACE,
    labels: dict[str, str] | None = None,
    replicas: int | None = 1,
) -> Workload:
    """A Deployment whose pods have the label app=name, unless told otherwise."""
    chosen = {"app": name} if labels is None else labels
    return Workload(
        metadata=ObjectMeta(name=name, namespace=namespace),
        spec=WorkloadSpec(
            replicas=replicas,
            selector=LabelSelector(match_labels=chosen),
            template=PodTemplate(
                metadata=ObjectMeta(labels=chosen),
                spec=PodSpec(containers=(Container(name="app", image="x", ports=ports or None),)),
            ),
        ),
    )


def with_deployments(of: Cluster, *deployments: Workload, daemon_sets: tuple[Workload, ...] = ()) -> Cluster:
    """The same cluster with workloads, which need no pods."""
    return Cluster(
        replace(of.snapshot, deployments=deployments, daemon_sets=daemon_sets), node_port_range=of.node_port_range
    )
