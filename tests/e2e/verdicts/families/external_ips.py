"""External IPs: addresses that Kubernetes serves once somebody else brings them to a node."""

from __future__ import annotations

from tests.e2e.verdicts.build import cluster_ip, port, web
from tests.e2e.verdicts.scenario import (
    CLOSED,
    NO_WAY_IN,
    OPEN,
    REACHABLE,
    REFUSED_BY_ROUTER,
    SILENT,
    UNREACHABLE,
    Cause,
    Door,
    Scenario,
)

FAMILY = "external IP"
WAY = "external-ip/$NS/web/80/TCP"
GUILTY = ("Service/web",)

SCENARIOS = (
    Scenario(
        name="ext-ok",
        family=FAMILY,
        built="an external IP that the network brings to the nodes",
        objects=(web(), cluster_ip(port(), externalIPs=["$VIP1"])),
        way=WAY,
        verdict=REACHABLE,
        doors=(Door(address="$VIP1", port=80, sees=OPEN),),
        needs=("vips",),
    ),
    Scenario(
        name="ext-node",
        family=FAMILY,
        built="a node's own address as external IP",
        objects=(web(), cluster_ip(port(port=8150), externalIPs=["$ADDRESS2"])),
        way="external-ip/$NS/web/8150/TCP",
        verdict=REACHABLE,
        doors=(
            Door(address="$ADDRESS2", port=8150, sees=OPEN),
            Door(address="$ADDRESS1", port=8150, sees=CLOSED),
        ),
    ),
    Scenario(
        name="ext-shared",
        family=FAMILY,
        built="one external IP for two Services on different ports",
        objects=(
            web(),
            cluster_ip(port(), externalIPs=["$VIP2"]),
            cluster_ip(port(port=8151), name="other", externalIPs=["$VIP2"]),
        ),
        way=WAY,
        verdict=REACHABLE,
        others=(("external-ip/$NS/other/8151/TCP", REACHABLE),),
        doors=(Door(address="$VIP2", port=80, sees=OPEN), Door(address="$VIP2", port=8151, sees=OPEN)),
        needs=("vips",),
    ),
    Scenario(
        name="ext-lost",
        family=FAMILY,
        built="an external IP that no route brings to a node (SV-17)",
        objects=(web(), cluster_ip(port(), externalIPs=["$LOST"])),
        way=WAY,
        verdict=UNREACHABLE,
        doors=(Door(address="$LOST", port=80, sees=SILENT),),
        cause=Cause(codes=("KP807",), subjects=GUILTY, because="nothing brings the address to a node"),
    ),
    Scenario(
        name="ext-nobody",
        family=FAMILY,
        built="an external IP that arrives, and no pod behind it",
        objects=(cluster_ip(port(), externalIPs=["$VIP3"]),),
        way=WAY,
        verdict=UNREACHABLE,
        doors=(Door(address="$VIP3", port=80, sees=REFUSED_BY_ROUTER),),
        needs=("vips",),
        cause=Cause(codes=("KP301",), subjects=GUILTY, because="the selector matches no pod"),
    ),
    Scenario(
        name="ext-twice",
        family=FAMILY,
        built="two Services claim one external IP and port",
        objects=(
            web(),
            web("http=:8081", name="other"),
            cluster_ip(port(), externalIPs=["$VIP4"]),
            cluster_ip(port(targetPort=8081), name="other", select={"app": "other"}, externalIPs=["$VIP4"]),
        ),
        way=WAY,
        verdict=REACHABLE,
        undecided={"*": "which of the two a node picks is not defined"},
        doors=(Door(address="$VIP4", port=80, sees=OPEN),),
        needs=("vips",),
        cause=Cause(codes=("KP106",), subjects=("Service/web", "Service/other"), because="both claim it"),
    ),
    Scenario(
        name="ext-headless",
        family=FAMILY,
        built="an external IP on a headless Service, which nothing serves (SV-15)",
        objects=(web(), cluster_ip(port(), clusterIP="None", externalIPs=["$VIP5"])),
        way=WAY,
        verdict=NO_WAY_IN,
        doors=(Door(address="$VIP5", port=80, sees=(*SILENT, *CLOSED)),),
        needs=("vips",),
        cause=Cause(codes=("KP311",), subjects=GUILTY, because="headless Services are not proxied"),
    ),
)
