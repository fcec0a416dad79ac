"""UDP: an answer, ICMP, or silence that tells nothing."""

from __future__ import annotations

from tests.e2e.verdicts.build import everywhere, port, service, web
from tests.e2e.verdicts.scenario import CLOSED, OPEN, REACHABLE, UNKNOWN, UNREACHABLE, Cause, Scenario

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
)
