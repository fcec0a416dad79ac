"""Load balancers and external IPs."""

from __future__ import annotations

from kprobe.demo.net import HIGH_PORTS
from kprobe.demo.objects.pod import Container, Workload
from kprobe.demo.objects.service import Wanted
from kprobe.demo.processes import Banner, Dropped, Page
from kprobe.demo.scene import Scene

MAIL = "mail"


def stage(scene: Scene) -> None:
    """All of them; the load balancer that works is the ingress controller's."""
    _pending(scene)
    _external_ip(scene)
    if scene.differing_nodes:
        _undelivered(scene)


def _pending(scene: Scene) -> None:
    """Nobody serves its class."""
    container = Container(image="registry.example/partners:3.1", port=8080)
    scene.deploy(Workload(namespace="shop", name="partners", container=container), 2, runs=Page(text="partners"))
    scene.expose(
        Wanted(namespace="shop", name="partners", type="LoadBalancer", load_balancer_class="example.com/internal")
    )


def _external_ip(scene: Scene) -> None:
    address = scene.addresses.external[0]
    port = scene.ports.claim(2525, (address,), HIGH_PORTS)
    _mail_server(scene, "smtp", port, address, "220 mail.example ESMTP")


def _undelivered(scene: Scene) -> None:
    """The network brings packets for this address to no node."""
    address = scene.addresses.external[1]
    port = scene.ports.claim(1143, (address,), HIGH_PORTS)
    _mail_server(scene, "imap", port, address, "* OK mail.example IMAP4rev2")
    scene.exceptions[address, port] = Dropped()


def _mail_server(scene: Scene, name: str, port: int, address: str, greeting: str) -> None:
    container = Container(image=f"registry.example/{name}:5", port=port, port_name=name)
    scene.deploy(Workload(namespace=MAIL, name=name, container=container), 0, runs=Banner(text=greeting))
    scene.expose(
        Wanted(
            namespace=MAIL,
            name=name,
            type="ClusterIP",
            port=port,
            port_name=name,
            target=name,
            external=(address,),
        )
    )
