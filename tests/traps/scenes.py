"""What the traps share: a Service and its pods, an Ingress and who serves it, and how to ask the program."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Severity
from kprobe.model.objects.ingress import Ingress
from tests.kit.comparing import Witness, compared
from tests.kit.objects import (
    ApiObject,
    container_port,
    controller_pod,
    deployed,
    ingress,
    ingress_class,
    served,
    service,
    service_port,
)

WEB = {"app": "web"}
HTTP = container_port(8080, name="http")
SERVED: tuple[ApiObject, ...] = (
    ingress_class("traefik", "traefik.io/ingress-controller"),
    controller_pod("docker.io/traefik:v3"),
)
NAMED = service("web", service_port(80, target="http", node=30080), selector=WEB)
HEALTHY = served(service("web", selector=WEB), deployed("web"))
NODE_PORT = "node-port/shop/web/80/TCP"


def shop(**kwargs: object) -> Ingress:
    """An Ingress of the class that `SERVED` serves; the rest as for `ingress`."""
    return ingress("shop", **{"class_name": "traefik", **kwargs})  # type: ignore[arg-type]


def alarms(cluster: Cluster, witness: Witness | None = None) -> set[str]:
    """The codes of everything above information that the whole way says, from classifying to comparing."""
    return {f.code for f in compared(cluster, witness).findings if f.severity is not Severity.INFO}


def words(cluster: Cluster, witness: Witness | None = None) -> str:
    """Everything that is said in findings, of any severity, as one text."""
    found = compared(cluster, witness).findings
    return "\n".join(part for f in found for part in (f.message, *f.evidence, *f.fix))
