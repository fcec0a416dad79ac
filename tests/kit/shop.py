"""One healthy Ingress: shop.example behind a controller on NodePort 31763 of node1, whose IP the name resolves to."""

from __future__ import annotations

from kprobe.model.exposure import Entry
from kprobe.model.objects.ingress import IngressTLS
from kprobe.model.probe import Observation
from tests.kit.comparing import Compared, Witness, compared, works
from tests.kit.ingress import served_by
from tests.kit.objects import ApiObject, cluster, deployed, ingress, served, service

SHOP = "ingress/shop/shop/shop.example/"


def shop(
    pinned: Witness,
    by_name: Witness | None = None,
    *,
    tls: tuple[IngressTLS, ...] | None = None,
    by: str = "ingress-nginx",
    address: str = "",
    more: tuple[ApiObject, ...] = (),
) -> Compared:
    """What comparing says where the Ingress's own entry and its name show this, and all else is healthy.

    `by` is the controller; `address` is what it published; `more` is there as well.
    """
    backend = served(service("web", type_="ClusterIP", selector={"app": "web"}), deployed("web"))

    def witness(entry: Entry) -> Observation | object:
        if entry.host is None:
            return works(entry)
        return (by_name or pinned)(entry) if entry.address == entry.host else pinned(entry)

    return compared(cluster(ingress("shop", tls=tls, address=address), *backend, *served_by(by), *more), witness)  # type: ignore[arg-type]
