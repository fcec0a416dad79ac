"""NodePorts: one that works, one for each way to have no endpoint, and what differs between nodes."""

from __future__ import annotations

from kprobe.demo.net import HIGH_PORTS
from kprobe.demo.objects.event import warning
from kprobe.demo.objects.pod import Container, State, Workload
from kprobe.demo.objects.service import Wanted
from kprobe.demo.processes import Dropped, Page
from kprobe.demo.scene import Scene

NAMESPACE = "shop"
LEGACY = "legacy"
RANGE = "30000-32767"
_NGINX = "docker.io/library/nginx:1.29"


def stage(scene: Scene) -> None:
    """All of them."""
    _healthy(scene)
    _without_endpoints(scene)
    _wrong_number(scene)
    _off_range(scene)
    if scene.differing_nodes:
        _local(scene)
        _firewalled(scene)


def _web_app(name: str, *, namespace: str = NAMESPACE, state: State = State.READY) -> Workload:
    return Workload(namespace=namespace, name=name, container=Container(image=_NGINX, port=8080), state=state)


def _healthy(scene: Scene) -> None:
    scene.deploy(_web_app("web"), 0, 1, runs=Page(text="shop: welcome", server="nginx"))
    scene.expose(Wanted(namespace=NAMESPACE, name="web", node_port=scene.node_port(31080)))


def _without_endpoints(scene: Scene) -> None:
    """A selector with a typo, pods that are not ready, a named targetPort that no pod has."""
    runs = Page(text="nobody comes here")
    scene.deploy(_web_app("cart"), 1, runs=runs)
    scene.expose(
        Wanted(namespace=NAMESPACE, name="cart", node_port=scene.node_port(31081), selector={"app": "shopping-cart"})
    )
    scene.deploy(_web_app("search", state=State.NOT_READY), 1, 2, runs=runs)
    scene.expose(Wanted(namespace=NAMESPACE, name="search", node_port=scene.node_port(31082)))
    scene.deploy(_web_app("payments"), 2, runs=runs)
    scene.expose(Wanted(namespace=NAMESPACE, name="payments", node_port=scene.node_port(31083), target="web"))


def _wrong_number(scene: Scene) -> None:
    """The pods listen on 8080; the Service sends to 8081."""
    scene.deploy(_web_app("reviews"), 0, 2, runs=Page(text="nobody comes here"))
    scene.expose(Wanted(namespace=NAMESPACE, name="reviews", node_port=scene.node_port(31084), target=8081))


def _local(scene: Scene) -> None:
    """Silent on nodes without a pod, as externalTrafficPolicy Local wants it."""
    scene.deploy(_web_app("chat"), 1, runs=Page(text="chat: hello"))
    scene.expose(Wanted(namespace=NAMESPACE, name="chat", node_port=scene.node_port(31085), local=True))


def _firewalled(scene: Scene) -> None:
    """The last node drops what comes for it."""
    port = scene.node_port(31086)
    scene.deploy(_web_app("video"), 0, 1, runs=Page(text="video: play"))
    scene.expose(Wanted(namespace=NAMESPACE, name="video", node_port=port))
    scene.exceptions[scene.addresses.nodes[-1], port] = Dropped()


def _off_range(scene: Scene) -> None:
    """From a time when the range was wider; the API server complains, and it works."""
    port = scene.node_port(28080, HIGH_PORTS)
    scene.deploy(_web_app("billing", namespace=LEGACY), 1, runs=Page(text="billing: your invoice"))
    service = scene.expose(Wanted(namespace=LEGACY, name="billing", node_port=port), days=900)
    said = f"Port {port} is not within the port range {RANGE}; please recreate service"
    scene.objects.append(warning(service, "PortOutOfRange", said, "portallocator-repair-controller"))
