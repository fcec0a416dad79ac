"""Ingresses and their classes."""

from __future__ import annotations

from kprobe.demo.objects.meta import Json, metadata


def ingress_class(name: str, controller: str) -> Json:
    """Who serves the Ingresses of a class."""
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "IngressClass",
        "metadata": metadata("IngressClass", "", name),
        "spec": {"controller": controller},
    }


def ingress(
    namespace: str, name: str, *, of_class: str, host: str, path: str, service: str, published: tuple[str, ...]
) -> Json:
    """One rule with one path, to the Service's port `http`; `published`: what its controller wrote into its status."""
    backend = {"service": {"name": service, "port": {"name": "http"}}}
    addresses = [{"ip": address} for address in published]
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": metadata("Ingress", namespace, name),
        "spec": {
            "ingressClassName": of_class,
            "rules": [{"host": host, "http": {"paths": [{"path": path, "pathType": "Prefix", "backend": backend}]}}],
        },
        "status": {"loadBalancer": {"ingress": addresses} if addresses else {}},
    }
