"""HAProxy Ingress, the community's (row IC-10). Its 503 is HAProxy's own page, for every dead backend."""

from __future__ import annotations

from kprobe.cluster.controllers.controller import Controller

CONTROLLER = Controller(
    slug="haproxy-ingress",
    title="HAProxy Ingress",
    claims=("haproxy-ingress.github.io/controller",),
    images=("haproxy-ingress",),
    labels=((("app.kubernetes.io/name", "haproxy-ingress"),),),
    no_service=(503,),
    no_endpoints=(503,),
    refused=(503,),
    silent=(503, 504),
)
