"""F5's NGINX Ingress Controller (rows IC-8, IC-21): LoadBalancer with externalTrafficPolicy Local by its chart.

A prefix is the beginning of a text (IN-13); a whole host belongs to the oldest Ingress that names it (IN-16); it says
502 where others say 503 (IN-28, IN-30). Sources: internal/configs, internal/k8s/configuration.go, values.yaml.
"""

from __future__ import annotations

from kprobe.cluster.controllers.controller import Controller, Prefix, Twice

CONTROLLER = Controller(
    slug="f5-nginx",
    title="NGINX Ingress Controller",
    claims=("nginx.org/ingress-controller",),
    images=("nginx-ingress", "nginx-plus-ingress"),
    exposed="a LoadBalancer Service with externalTrafficPolicy Local by its chart",
    no_service=(502,),
    no_endpoints=(502,),
    refused=(502,),
    prefix=Prefix.CHARACTERS,
    twice=Twice.HOST,
)
