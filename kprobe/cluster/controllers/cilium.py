"""Cilium (rows IC-15, IC-24): its agents are the data plane; a Service per Ingress, or one for all, leads to them."""

from __future__ import annotations

from kprobe.cluster.controllers.controller import Controller

CONTROLLER = Controller(
    slug="cilium",
    title="Cilium",
    claims=("cilium.io/ingress-controller",),
    in_cluster=False,
    services=("cilium-ingress-{ingress}", "cilium-ingress"),
    exposed="a Service cilium-ingress-NAME for each Ingress, or one cilium-ingress for all of them",
)
