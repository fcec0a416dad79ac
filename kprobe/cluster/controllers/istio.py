"""Istio's gateway (row IC-14); its pods are the mesh's own proxies, so that no image tells them."""

from __future__ import annotations

from kprobe.cluster.controllers.controller import Controller

CONTROLLER = Controller(slug="istio", title="Istio", claims=("istio.io/ingress-controller",), in_cluster=False)
