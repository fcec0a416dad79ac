"""ingress-nginx: class field or annotation, classless only with an option (rows IC-3, IC-7, IC-19, IC-20).

A host whose Ingresses use a rewrite or regular expressions is matched by them as a whole (IN-14); the oldest Ingress
keeps a host and path (IN-15), unless the other is a canary; a backend's port may be a targetPort (IN-29); a TLS block
alone makes it send plain HTTP to HTTPS (IN-25).
Sources: its own store.go, controller.go, status.go, balancer.lua and baremetal.md. Retired in March 2026.
"""

from __future__ import annotations

from kprobe.cluster.controllers.controller import Controller, Prefix, Twice

CONTROLLER = Controller(
    slug="ingress-nginx",
    title="ingress-nginx",
    claims=("k8s.io/ingress-nginx",),
    images=("ingress-nginx/controller", "nginx-ingress-controller"),
    labels=((("app.kubernetes.io/name", "ingress-nginx"), ("app.kubernetes.io/component", "controller")),),
    exposed="a LoadBalancer Service by its chart, a NodePort Service by its bare-metal manifest, or host ports",
    annotations=("nginx",),
    no_service=(503,),
    no_endpoints=(503,),
    refused=(502,),
    prefix=Prefix.ELEMENTS,
    twice=Twice.OLDEST,
    canary=True,
    regex_hosts=True,
    takes_target_port=True,
    redirects_tls=True,
    protocol_by_annotation=True,
)
