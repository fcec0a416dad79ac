"""Kong (row IC-13). Without a target it says 503 itself (SIG-19)."""

from __future__ import annotations

from kprobe.cluster.controllers.controller import Controller

CONTROLLER = Controller(
    slug="kong",
    title="Kong",
    claims=("ingress-controllers.konghq.com/kong",),
    images=("kong", "kong-gateway"),
    annotations=("kong",),
    no_service=(503,),
    no_endpoints=(503,),
)
