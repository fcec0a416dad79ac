"""Which of the manifests' objects stand behind an object that a finding blames, though it does not name them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.ingresses import ingress_ref
from kprobe.cluster.service_ports import service_ref
from kprobe.cluster.workloads import workload_of
from kprobe.model.objects.ingress import Ingress
from kprobe.model.refs import Ref


def kin(subject: Ref, clusters: Iterable[Cluster]) -> tuple[Ref, ...]:
    """What a Service selects, or an Ingress sends to and is classed by; today and with the manifests applied."""
    found: dict[Ref, None] = {}
    for cluster in clusters:
        found.update(dict.fromkeys(_of(subject, cluster)))
    return tuple(found)


def _of(subject: Ref, cluster: Cluster) -> Iterator[Ref]:
    key = (subject.namespace, subject.name)
    if subject.kind == "Service" and (service := cluster.services.get(key)) is not None:
        yield from sorted({workload_of(p) for p in cluster.pods_of(service) or ()})
        yield from cluster.templates.matching(subject.namespace, service.spec.selector)
    elif subject.kind == "Ingress" and (ingress := cluster.ingresses.get(key)) is not None:
        yield from _behind(ingress)
    elif subject.kind == "IngressClass":
        yield from (ingress_ref(i) for i in cluster.snapshot.ingresses if i.spec.ingress_class_name == subject.name)
    else:
        pods = [p for p in cluster.live_pods if workload_of(p) == subject]
        yield from (service_ref(s) for s in cluster.services_selecting(pods)) if pods else ()


def _behind(ingress: Ingress) -> Iterator[Ref]:
    namespace = ingress.metadata.namespace
    backends = [ingress.spec.default_backend] if ingress.spec.default_backend else []
    backends += [p.backend for r in ingress.spec.rules or () for p in (r.http.paths or () if r.http else ())]
    for backend in backends:
        if backend.service is not None:
            yield Ref(kind="Service", namespace=namespace, name=backend.service.name)
    if ingress.spec.ingress_class_name:
        yield Ref(kind="IngressClass", name=ingress.spec.ingress_class_name)
