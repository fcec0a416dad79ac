"""Builders of the Kubernetes objects that scenarios are made of: plain dictionaries, as `kubectl apply` takes them."""

from __future__ import annotations

from typing import Any

Object = dict[str, Any]

EXPECT = "e2e.kprobe/expect"
"""Label of a pod: what it will become (ready, running but not ready, pending)."""
PODS = "e2e.kprobe/pods"
"""Annotation of a workload: how many pods it will have, where its kind and replicas do not say so."""


def pod_spec(
    image: str, *, listen: int = 80, address: str = "", ports: list[Object] | None = None, **spec: Any
) -> Object:
    """A pod of one nginx that says "nginx" on port `listen` of `address`, or of every address of both families."""
    listens = f"listen {address}:{listen};" if address else f"listen {listen}; listen [::]:{listen};"
    config = f"daemon off; user root; events {{}} http {{ server {{ {listens} return 200 nginx; }} }}"
    container: Object = {
        "name": "nginx",
        "image": image,
        "imagePullPolicy": "IfNotPresent",
        "command": ["sh", "-c", f"echo '{config}' >/tmp/nginx.conf && exec nginx -c /tmp/nginx.conf"],
        "ports": ports if ports is not None else [{"name": "http", "containerPort": listen}],
        "readinessProbe": spec.pop("readiness", {"tcpSocket": {"port": listen}, "periodSeconds": 1}),
    }
    return {
        "terminationGracePeriodSeconds": 0,
        "automountServiceAccountToken": False,
        "tolerations": [{"key": "node-role.kubernetes.io/control-plane", "operator": "Exists"}],
        "containers": [container],
        **spec,
    }


def pod(name: str, spec: Object, *, expect: str = "ready") -> Object:
    """A pod that nobody owns."""
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": {"app": name, EXPECT: expect}},
        "spec": spec,
    }


def deployment(name: str, spec: Object, *, replicas: int = 1, expect: str = "ready") -> Object:
    """A Deployment whose pods have the label app=`name`; an old pod goes before the new one comes."""
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name},
        "spec": {
            "replicas": replicas,
            "strategy": {"type": "Recreate"},
            "selector": {"matchLabels": {"app": name}},
            "template": {"metadata": {"labels": {"app": name, EXPECT: expect}}, "spec": spec},
        },
    }


def service(name: str, *, select: str, port: Object | None = None, kind: str = "NodePort", **spec: Any) -> Object:
    """A Service of type `kind` for the pods with the label app=`select`."""
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name},
        "spec": {
            "type": kind,
            "selector": {"app": select},
            "ports": [{"port": 80, "targetPort": 80, **(port or {})}],
            **spec,
        },
    }


def ingress(name: str, host: str, *, service: str = "web", port: int = 80, ingress_class: str = "traefik") -> Object:
    """An Ingress with one rule: everything at `host` goes to `service`."""
    backend = {"service": {"name": service, "port": {"number": port}}}
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {"name": name},
        "spec": {
            "ingressClassName": ingress_class,
            "rules": [{"host": host, "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}],
        },
    }


def on(node: str) -> Object:
    """The part of a pod's spec that leaves the scheduler one node to choose."""
    return {"nodeSelector": {"kubernetes.io/hostname": node}}
