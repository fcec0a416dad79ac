"""Gives Ingresses a class that is served."""

from __future__ import annotations

from difflib import get_close_matches

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.ingress_class import default_classes
from kprobe.cluster.ingresses import ingress_ref
from kprobe.cluster.known_controllers import controller_by_claim
from kprobe.lookup.commands import patch
from kprobe.model.finding import Finding
from kprobe.model.objects.ingress import Ingress


def give_class(cluster: Cluster, finding: Finding) -> tuple[str, ...]:
    """A command for each Ingress that the finding names, or whose class it is; at most five."""
    served = served_classes(cluster)
    if not served:
        return ()
    told = []
    for ingress in _meant(cluster, finding)[:5]:
        name = ingress.spec.ingress_class_name or ""
        close = get_close_matches(name, served, n=1, cutoff=0.6) if name else []
        chosen = close[0] if close else served[0]
        told.append(patch(ingress_ref(ingress), {"spec": {"ingressClassName": chosen}}))
    return tuple(told)


def served_classes(cluster: Cluster) -> list[str]:
    """Names of the classes whose controller was seen to run, default ones first."""
    default = set(default_classes(cluster.ingress_classes))
    served = [
        name
        for name, item in cluster.ingress_classes.items()
        if (c := controller_by_claim(item.spec.controller)) is not None and c.slug in cluster.controller_pods
    ]
    return sorted(served, key=lambda n: (n not in default, n))


def _meant(cluster: Cluster, finding: Finding) -> list[Ingress]:
    subject = finding.subject
    if subject.kind == "Ingress":
        one = cluster.ingresses.get((subject.namespace, subject.name))
        return [one] if one else []
    return [i for i in cluster.snapshot.ingresses if i.spec.ingress_class_name == subject.name]
