"""HAProxy Technologies' controller (row IC-11); a claim may go on with a class (`…/ingress-controller/prod`)."""

from __future__ import annotations

from kprobe.cluster.controllers.controller import Controller

CONTROLLER = Controller(
    slug="haproxytech",
    title="HAProxy Kubernetes Ingress Controller",
    claims=("haproxy.org/ingress-controller",),
    images=("haproxytech/kubernetes-ingress",),
    no_service=(404, 503),
    no_endpoints=(503,),
    refused=(503,),
    silent=(503, 504),
)
