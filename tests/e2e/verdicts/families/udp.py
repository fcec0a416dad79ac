"""UDP: an answer, ICMP, or silence that tells nothing."""

from __future__ import annotations

from tests.e2e.verdicts.build import at, everywhere, labelled, port, service, web
from tests.e2e.verdicts.scenario import (
    CLOSED,
    DEGRADED,
    OPEN,
    REACHABLE,
    UNKNOWN,
    UNREACHABLE,
    Cause,
    Door,
    Firewall,
    Scenario,
)

FAMILY = "UDP"
WAY = "node-port/$NS/web/53/UDP"
MUTE = ("open|filtered",)


def _udp(number: int, target: int = 5353, **fields: object) -> dict[str, object]:
    return port(number, name="echo", port=53, targetPort=target, protocol="UDP", **fields)


SCENARIOS = (
    Scenario(
        name="udp-ok",
        family=FAMILY,
        built="a UDP server that answers",
        objects=(web("udp=:5353"), service(_udp(30190))),
        way=WAY,
        verdict=REACHABLE,
        doors=everywhere(30190, OPEN, "UDP"),
    ),
    Scenario(
        name="udp-mute",
        family=FAMILY,
        built="a UDP server that never answers what it does not understand",
        objects=(web("udpsilent=:5353"), service(_udp(30191))),
        way=WAY,
        verdict=UNKNOWN,
        doors=everywhere(30191, MUTE, "UDP"),
    ),
    Scenario(
        name="udp-nobody",
        family=FAMILY,
        built="a UDP Service without pods",
        objects=(service(_udp(30192)),),
        way=WAY,
        verdict=UNREACHABLE,
        doors=everywhere(30192, CLOSED, "UDP"),
        cause=Cause(codes=("KP301",), subjects=("Service/web",), because="the selector matches no pod"),
    ),
    Scenario(
        name="udp-target",
        family=FAMILY,
        built="a UDP Service whose pods have nothing on the targetPort",
        objects=(web("udp=:5353"), service(_udp(30193, 5399))),
        way=WAY,
        verdict=UNREACHABLE,
        doors=everywhere(30193, CLOSED, "UDP"),
        cause=Cause(codes=("KP801",), subjects=("Service/web",), because="nothing listens on 5399/UDP"),
    ),
    Scenario(
        name="udp-for-tcp",
        family=FAMILY,
        built="a UDP Service in front of a TCP server (NP-23)",
        objects=(web("tcp=:5353"), service(_udp(30194))),
        way=WAY,
        verdict=UNREACHABLE,
        doors=(*everywhere(30194, CLOSED, "UDP"), *everywhere(30194, CLOSED)),
        cause=Cause(
            codes=("KP801",), subjects=("Service/web", "Deployment/web"), because="the process listens on TCP only"
        ),
    ),
    Scenario(
        name="udp-local",
        family=FAMILY,
        built="policy Local: the node with the pod answers, the others drop by intent",
        objects=(web("udp=:5353", **at(2)), service(_udp(30195), externalTrafficPolicy="Local")),
        way=WAY,
        verdict=REACHABLE,
        doors=(*everywhere(30195, MUTE, "UDP")[:1], *everywhere(30195, OPEN, "UDP")[1:2]),
    ),
    Scenario(
        name="udp-half",
        family=FAMILY,
        built="one of two endpoints has nothing on the port",
        objects=(
            labelled(web("udp=:5353", name="good"), app="web"),
            labelled(web("pause", name="bad", ports=()), app="web"),
            service(_udp(30196)),
        ),
        way=WAY,
        verdict=DEGRADED,
        doors=everywhere(30196, (*OPEN, *CLOSED), "UDP"),
        cause=Cause(
            codes=("KP804", "KP808"),
            subjects=("Service/web", "Deployment/bad", "Pod/bad-*"),
            because="one endpoint of two refuses",
        ),
    ),
    Scenario(
        name="udp-wall",
        family=FAMILY,
        built="a firewall on the second node drops it, and the server answers",
        objects=(web("udp=:5353"), service(_udp(30197))),
        way=WAY,
        verdict=DEGRADED,
        doors=(
            *everywhere(30197, OPEN, "UDP")[:1],
            *everywhere(30197, MUTE, "UDP")[1:2],
            *everywhere(30197, OPEN, "UDP")[2:],
        ),
        needs=("node_prefix",),
        firewall=Firewall(node="$NODE2", rule="udp dport 30197 drop"),
        cause=Cause(codes=("KP802",), subjects=("Node/$NODE2",), because="one node drops what the others let in"),
    ),
    Scenario(
        name="udp-beside-tcp",
        family=FAMILY,
        built="TCP and UDP of one number; the TCP one works, nothing answers by UDP",
        objects=(
            web("http=:5353"),
            service(port(30198, targetPort=5353), port(30198, name="echo", targetPort=5353, protocol="UDP")),
        ),
        way="node-port/$NS/web/80/UDP",
        verdict=UNREACHABLE,
        others=(("node-port/$NS/web/80/TCP", REACHABLE),),
        doors=(*everywhere(30198), *everywhere(30198, CLOSED, "UDP")),
        cause=Cause(
            codes=("KP801",), subjects=("Service/web", "Deployment/web"), because="the process listens on TCP only"
        ),
    ),
    Scenario(
        name="udp-balanced",
        family=FAMILY,
        built="a UDP load balancer",
        objects=(web("udp=:5353"), service(_udp(0), kind="LoadBalancer", allocateLoadBalancerNodePorts=False)),
        way="load-balancer/$NS/web/53/UDP",
        verdict=REACHABLE,
        doors=(Door(address="$LB", port=53, sees=OPEN, protocol="UDP"),),
        needs=("vips",),
    ),
)
