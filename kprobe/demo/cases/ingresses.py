"""Ingresses, behind an ingress controller with a load balancer and a NodePort of its own."""

from __future__ import annotations

from kprobe.demo.net import HIGH_PORTS
from kprobe.demo.objects.ingress import ingress, ingress_class
from kprobe.demo.objects.pod import Container, Workload
from kprobe.demo.objects.service import Wanted
from kprobe.demo.processes import Router
from kprobe.demo.scene import Scene

CLASS = "traefik"
# The one name that every machine resolves, without asking anybody.
HOST = "localhost"


def stage(scene: Scene) -> None:
    """To be staged after the Services that they lead to."""
    _controller(scene)
    published = (scene.addresses.balancer,)
    for name, service in (("catalog", "web"), ("basket", "basket"), ("reviews", "reviews")):
        scene.objects.append(
            ingress(
                "shop",
                name,
                of_class=CLASS,
                host=HOST,
                path=f"/{name}",
                service=service,
                published=published,
            )
        )
    scene.objects += (
        ingress_class("haproxy", "haproxy.org/ingress-controller"),
        ingress(
            "shop", "preview", of_class="haproxy", host="preview.shop.example", path="/", service="web", published=()
        ),
    )


def _controller(scene: Scene) -> None:
    """`localhost` leads to it, as a DNS record would."""
    addresses = (scene.addresses.balancer, *scene.addresses.localhost)
    port = scene.ports.claim(8880, addresses, HIGH_PORTS)
    node_port = scene.node_port(31763)
    container = Container(image="docker.io/library/traefik:v3.6", port=8000, port_name="web")
    router = Router(ingress_class=CLASS)
    scene.deploy(Workload(namespace="traefik", name="traefik", container=container), 0, runs=router)
    scene.expose(
        Wanted(
            namespace="traefik",
            name="traefik",
            type="LoadBalancer",
            port=port,
            port_name="web",
            target="web",
            node_port=node_port,
            published=(scene.addresses.balancer,),
        )
    )
    scene.objects.append(ingress_class(CLASS, "traefik.io/ingress-controller"))
    scene.exceptions.update(dict.fromkeys(((address, port) for address in scene.addresses.localhost), router))
