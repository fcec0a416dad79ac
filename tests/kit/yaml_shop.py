"""Manifests of a small shop, as text: a Service, the Deployment behind it, an Ingress before it."""

from __future__ import annotations


def service(
    name: str = "web",
    *,
    type_: str = "NodePort",
    app: str = "web",
    port: int = 80,
    target: str = "http",
    node_port: int = 0,
    more: str = "",
) -> str:
    """One port; `more` are further fields of its spec."""
    number = f"\n    nodePort: {node_port}" if node_port else ""
    return f"""---
apiVersion: v1
kind: Service
metadata:
  name: {name}
spec:
  type: {type_}
  {more or "sessionAffinity: None"}
  selector:
    app: {app}
  ports:
  - port: {port}
    targetPort: {target}{number}
"""


def workload(
    name: str = "web",
    *,
    kind: str = "Deployment",
    app: str = "web",
    port: str = "http",
    host: int = 0,
    replicas: int = 1,
    strategy: str = "",
    spec: str = "",
) -> str:
    """One container with a port named `port`, and its hostPort; `spec` are further fields of the pods' spec."""
    held = f"\n          hostPort: {host}" if host else ""
    return f"""---
apiVersion: apps/v1
kind: {kind}
metadata:
  name: {name}
spec:
  replicas: {replicas}
  {strategy or "minReadySeconds: 0"}
  selector:
    matchLabels:
      app: {app}
  template:
    metadata:
      labels:
        app: {app}
    spec:
      {spec or "restartPolicy: Always"}
      containers:
      - name: app
        image: registry.example/{name}:1
        ports:
        - name: {port}
          containerPort: 8080{held}
"""


def ingress(
    name: str = "front",
    *,
    class_name: str = "nginx",
    to: str = "web",
    port: int = 80,
    host: str = "shop.example",
    path: str = "/cart",
) -> str:
    """One rule; `class_name` "" for none."""
    named = f"ingressClassName: {class_name}" if class_name else "tls: []"
    return f"""---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {name}
spec:
  {named}
  rules:
  - host: {host}
    http:
      paths:
      - path: {path}
        pathType: Prefix
        backend:
          service:
            name: {to}
            port:
              number: {port}
"""


SHOP = service() + workload() + ingress()
