"""Azure's Application Gateway (rows IC-6, IC-17, IC-27): its address is the gateway's, outside the cluster."""

from __future__ import annotations

from kprobe.cluster.controllers.controller import Controller

CONTROLLER = Controller(
    slug="agic",
    title="Application Gateway",
    claims=("azure/application-gateway",),
    in_cluster=False,
    exposed="the frontend address of an Application Gateway, outside the cluster",
    built_in=("azure/application-gateway", "azure-application-gateway"),
    annotations=("azure/application-gateway",),
    no_endpoints=(502,),
    refused=(502,),
)
