"""IPv4 and IPv6 side by side."""

from __future__ import annotations

from tests.e2e.verdicts.build import ADDRESSES6, BOTH_FAMILIES, at, everywhere, four_only, host_port, port, service, web
from tests.e2e.verdicts.scenario import CLOSED, DEGRADED, OPEN, REACHABLE, UNREACHABLE, Cause, Door, Scenario

FAMILY = "dual stack"
WAY = "node-port/$NS/web/80/TCP"


def _six(number: int, sees: tuple[str, ...]) -> tuple[Door, ...]:
    return tuple(Door(address=a, port=number, sees=sees) for a in ADDRESSES6)


SCENARIOS = (
    Scenario(
        name="ds-both",
        family=FAMILY,
        built="a NodePort of both families",
        objects=(web(), service(port(30180), **BOTH_FAMILIES)),
        way=WAY,
        verdict=REACHABLE,
        doors=(*everywhere(30180), *_six(30180, OPEN)),
        needs=("nodes6",),
    ),
    Scenario(
        name="ds-four-only",
        family=FAMILY,
        built="an IPv4 Service on nodes of both families (NP-29)",
        objects=(web(), service(port(30181), ipFamilyPolicy="SingleStack", ipFamilies=["IPv4"])),
        way=WAY,
        verdict=REACHABLE,
        doors=(*everywhere(30181), *_six(30181, CLOSED)),
        needs=("nodes6",),
    ),
    Scenario(
        name="ds-six-only",
        family=FAMILY,
        built="an IPv6 Service on nodes of both families",
        objects=(web(), service(port(30182), ipFamilyPolicy="SingleStack", ipFamilies=["IPv6"])),
        way=WAY,
        verdict=REACHABLE,
        doors=(*everywhere(30182, CLOSED), *_six(30182, OPEN)),
        needs=("nodes6",),
    ),
    Scenario(
        name="ds-host-port",
        family=FAMILY,
        built="a host port on a pod of both families",
        objects=(web(ports=host_port(8160), **at(1)),),
        way="host-port/$NS/Deployment/web/8160/TCP",
        verdict=REACHABLE,
        doors=(
            Door(address="$ADDRESS1", port=8160, sees=OPEN),
            Door(address="$ADDRESS1_6", port=8160, sees=OPEN),
        ),
        needs=("nodes6",),
    ),
    Scenario(
        name="ds-binds-four",
        family=FAMILY,
        built="a NodePort of both families, and a process that binds IPv4 alone",
        objects=(four_only(8080), service(port(30183), **BOTH_FAMILIES)),
        way=WAY,
        verdict=DEGRADED,
        doors=(*everywhere(30183), *_six(30183, CLOSED)),
        needs=("nodes6",),
        cause=Cause(
            codes=("KP818",),
            subjects=("Service/web", "Deployment/web"),
            because="the process has no IPv6 socket",
        ),
    ),
    Scenario(
        name="ds-six-nobody",
        family=FAMILY,
        built="an IPv6 Service in front of a process that binds IPv4 alone",
        objects=(
            four_only(8080),
            service(port(30184), ipFamilyPolicy="SingleStack", ipFamilies=["IPv6"]),
        ),
        way=WAY,
        verdict=UNREACHABLE,
        doors=(*everywhere(30184, CLOSED), *_six(30184, CLOSED)),
        needs=("nodes6",),
        cause=Cause(
            codes=("KP801",), subjects=("Service/web", "Deployment/web"), because="the process has no IPv6 socket"
        ),
    ),
)
