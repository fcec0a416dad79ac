"""Contour (rows IC-5, IC-12, IC-22): it compares the class's name, not its controller, the annotation first.

Envoy opens a port only where a valid host needs it, so without any the connection is refused (IN-23). Its pods are
known by the image of their shutdown manager: Envoy's own image is used by others as well.
Sources: internal/ingressclass, examples/contour, the project's FAQ.
"""

from __future__ import annotations

from kprobe.cluster.controllers.controller import Controller

CONTROLLER = Controller(
    slug="contour",
    title="Contour",
    claims=("projectcontour.io/ingress-controller",),
    images=("projectcontour/contour", "bitnami/contour"),
    exposed="host ports 80 and 443 of its Envoys, and a LoadBalancer Service with externalTrafficPolicy Local",
    classless=True,
    built_in=("contour",),
    annotations=("contour",),
    annotation_first=True,
    no_service=(503,),
    no_endpoints=(503,),
    refused=(503,),
    silent=(503, 504),
    lazy=True,
)
