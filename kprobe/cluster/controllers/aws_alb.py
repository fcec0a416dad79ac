"""AWS Load Balancer Controller (rows IC-16, IC-25): an ALB per group, its name in the status, internal by default.

Without registered targets it says 503 (IN-30, SIG-20).
"""

from __future__ import annotations

from kprobe.cluster.controllers.controller import Controller

CONTROLLER = Controller(
    slug="aws-alb",
    title="AWS Load Balancer Controller",
    claims=("ingress.k8s.aws/alb",),
    in_cluster=False,
    exposed="a load balancer of AWS, whose name it publishes in the Ingress's status",
    built_in=("alb",),
    annotations=("alb",),
    no_endpoints=(503,),
    refused=(502,),
)
