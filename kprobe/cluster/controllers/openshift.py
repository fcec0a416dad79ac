"""OpenShift's router (row IC-18); it says 503 for an unknown host and for no endpoints alike (SIG-10, IN-30)."""

from __future__ import annotations

from kprobe.cluster.controllers.controller import Controller

CONTROLLER = Controller(
    slug="openshift",
    title="OpenShift router",
    claims=("openshift.io/ingress-to-route",),
    in_cluster=False,
    no_endpoints=(503,),
)
