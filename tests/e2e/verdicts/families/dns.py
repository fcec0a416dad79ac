"""Host names of Ingresses, and where they lead."""

from __future__ import annotations

from tests.e2e.verdicts.build import cluster_ip, ingress, port, site, web
from tests.e2e.verdicts.scenario import DEGRADED, REACHABLE, Cause, Scenario, Verdicts

FAMILY = "DNS"
GUILTY = ("Ingress/web",)


def _named(
    name: str,
    built: str,
    *addresses: str,
    verdict: Verdicts = DEGRADED,
    cause: Cause | None = None,
    needs: tuple[str, ...] = (),
) -> Scenario:
    return Scenario(
        name=name,
        family=FAMILY,
        built=built,
        objects=(web(), cluster_ip(), ingress()),
        way="ingress/$NS/web/$HOST/",
        verdict=verdict,
        doors=site(200),
        names={"$HOST": addresses} if addresses else {},
        needs=("dns_hosts", *needs),
        cause=cause,
    )


SCENARIOS = (
    _named(
        "dns-node",
        "the name leads to a node, where the controller has a host port",
        "$ADDRESS2",
        verdict=REACHABLE,
    ),
    _named(
        "dns-two-nodes",
        "the name leads to two nodes, both with the controller's host port",
        "$ADDRESS1",
        "$ADDRESS3",
        verdict=REACHABLE,
    ),
    _named(
        "dns-none",
        "the name does not resolve; pinned to the controller it works",
        cause=Cause(codes=("KP805",), subjects=GUILTY, because="there is no such name"),
    ),
    _named(
        "dns-dead",
        "the name leads to an address where nobody lives",
        "$LOST",
        cause=Cause(codes=("KP806",), subjects=GUILTY, because="the name leads elsewhere"),
    ),
    Scenario(
        name="dns-other-server",
        family=FAMILY,
        built="the name leads to another web server, which answers 200 to everything",
        objects=(
            web(),
            cluster_ip(),
            ingress(),
            web("http=:8081", name="other", ports=()),
            cluster_ip(port(targetPort=8081), name="other", select={"app": "other"}, externalIPs=["$VIP6"]),
        ),
        way="ingress/$NS/web/$HOST/",
        verdict=DEGRADED,
        doors=(*site(200), *site(200, address="$VIP6")),
        names={"$HOST": ("$VIP6",)},
        needs=("dns_hosts", "vips"),
        cause=Cause(codes=("KP806",), subjects=GUILTY, because="the name leads to another server"),
    ),
    _named(
        "dns-half",
        "the name leads to the controller and to an address where nobody lives",
        "$INGRESS",
        "$LOST",
        cause=Cause(codes=("KP844",), subjects=GUILTY, because="one of the name's addresses is dead"),
    ),
)
