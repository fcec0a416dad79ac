"""GKE's own controller (rows IC-6, IC-26): the annotation gce or gce-internal, no IngressClass object.

Its load balancer needs Services with node ports, or endpoint groups asked for by an annotation (IN-39).
"""

from __future__ import annotations

from kprobe.cluster.controllers.controller import Controller

CONTROLLER = Controller(
    slug="gce",
    title="GKE Ingress",
    claims=("k8s.io/ingress-gce",),
    in_cluster=False,
    exposed="a load balancer of Google Cloud, whose address it publishes in the Ingress's status",
    built_in=("gce", "gce-internal"),
    annotations=("gce", "gce-internal"),
    refused=(502,),
)
