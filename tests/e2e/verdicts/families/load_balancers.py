"""LoadBalancer Services: who gives the address, who is let in, who stands behind it."""

from __future__ import annotations

from typing import Any

from tests.e2e.objects import Object
from tests.e2e.verdicts.build import BOTH_FAMILIES, everywhere, port, service, web
from tests.e2e.verdicts.scenario import (
    CLOSED,
    DEGRADED,
    OPEN,
    REACHABLE,
    REFUSED_BY_ROUTER,
    SILENT,
    UNREACHABLE,
    Cause,
    Door,
    Scenario,
    Verdicts,
)

FAMILY = "LoadBalancer"
NODE_PORT = "node-port/$NS/web/80/TCP"
GUILTY = ("Service/web",)
ANYBODY = ["0.0.0.0/1", "128.0.0.0/1", "::/1", "8000::/1"]
"""Every client, without a /0, which would switch the filter off."""


def _balanced(
    name: str,
    built: str,
    number: int,
    *objects: Object,
    verdict: Verdicts = REACHABLE,
    sees: tuple[str, ...] = OPEN,
    node_port: Verdicts = REACHABLE,
    by_node: tuple[str, ...] = OPEN,
    **more: Any,
) -> Scenario:
    fields: dict[str, Any] = {
        "doors": (
            *((Door(address="$LB", port=80, sees=sees),) if sees else ()),
            *(everywhere(number, by_node) if number else ()),
        ),
        "others": ((NODE_PORT, node_port),) if number else (),
        "needs": ("vips",),
        **more,
    }
    return Scenario(
        name=name,
        family=FAMILY,
        built=built,
        objects=objects,
        way="load-balancer/$NS/web/80/TCP",
        verdict=verdict,
        **fields,
    )


def _balancer(number: int, **fields: Any) -> Object:
    changed = {key: fields.pop(key) for key in ("targetPort",) if key in fields}
    return service(port(number, **changed), kind="LoadBalancer", **fields)


_EVERYWHERE: Object = {
    **web(),
    "kind": "DaemonSet",
    "spec": {key: value for key, value in web()["spec"].items() if key in {"selector", "template"}},
}

SCENARIOS = (
    _balanced("lb-ok", "two pods behind a load balancer", 30160, web(replicas=2), _balancer(30160)),
    _balanced(
        "lb-local",
        "externalTrafficPolicy Local with a pod on every node",
        30161,
        _EVERYWHERE,
        _balancer(30161, externalTrafficPolicy="Local"),
    ),
    _balanced(
        "lb-let-in",
        "loadBalancerSourceRanges that include every client",
        30162,
        web(),
        _balancer(30162, loadBalancerSourceRanges=ANYBODY),
    ),
    _balanced(
        "lb-any",
        "one of the source ranges is 0.0.0.0/0: no filter at all (LB-17)",
        30163,
        web(),
        _balancer(30163, loadBalancerSourceRanges=["203.0.113.128/25", "0.0.0.0/0"]),
    ),
    _balanced(
        "lb-no-node-ports",
        "allocateLoadBalancerNodePorts false",
        0,
        web(),
        _balancer(0, allocateLoadBalancerNodePorts=False),
    ),
    _balanced(
        "lb-kept-out",
        "source ranges without this client: the address is silent, the NodePort open (LB-14, LB-15)",
        30164,
        web(),
        _balancer(30164, loadBalancerSourceRanges=["203.0.113.128/25"]),
        verdict=UNREACHABLE,
        sees=SILENT,
        cause=Cause(codes=("KP807",), subjects=GUILTY, because="the source ranges leave this client out"),
    ),
    _balanced(
        "lb-half-kept-out",
        "IPv4 source ranges on both families: the IPv6 address is open to all (LB-16)",
        30165,
        web(),
        _balancer(30165, loadBalancerSourceRanges=["203.0.113.128/25"], **BOTH_FAMILIES),
        verdict=DEGRADED,
        doors=(Door(address="$LB", port=80, sees=SILENT), Door(address="$LB6", port=80, sees=OPEN)),
        needs=("vips", "nodes6"),
        cause=Cause(codes=("KP807",), subjects=GUILTY, because="the source ranges leave IPv4 clients out"),
    ),
    _balanced(
        "lb-class",
        "a loadBalancerClass that nobody serves; the NodePort works (LB-3)",
        30166,
        web(),
        _balancer(30166, loadBalancerClass="example.com/nobody"),
        verdict=UNREACHABLE,
        sees=(),
        cause=Cause(codes=("KP401",), subjects=GUILTY, because="nobody serves its class"),
        needs=(),
    ),
    _balanced(
        "lb-pending",
        "the controller leaves it without an address (LB-1)",
        30167,
        web(),
        _balancer(30167, annotations={"lab/ignore": "yes"}),
        verdict=UNREACHABLE,
        sees=(),
        cause=Cause(codes=("KP401",), subjects=GUILTY, because="it was given no address"),
        needs=("lab",),
    ),
    _balanced(
        "lb-nobody",
        "an address, and no pod behind it",
        30168,
        _balancer(30168),
        verdict=UNREACHABLE,
        sees=REFUSED_BY_ROUTER,
        node_port=UNREACHABLE,
        by_node=CLOSED,
        cause=Cause(codes=("KP301",), subjects=GUILTY, because="the selector matches no pod"),
    ),
    _balanced(
        "lb-target",
        "an address, and a targetPort where nothing listens",
        30169,
        web(),
        _balancer(30169, targetPort=8999),
        verdict=UNREACHABLE,
        sees=CLOSED,
        node_port=UNREACHABLE,
        by_node=CLOSED,
        cause=Cause(codes=("KP801",), subjects=GUILTY, because="nothing listens on 8999"),
    ),
    _balanced(
        "lb-unready",
        "an address, and pods that are not ready",
        30170,
        web(expect="running", readinessGates=[{"conditionType": "example.com/registered"}]),
        _balancer(30170),
        verdict=UNREACHABLE,
        sees=REFUSED_BY_ROUTER,
        node_port=UNREACHABLE,
        by_node=CLOSED,
        cause=Cause(codes=("KP302",), subjects=("Service/web", "Deployment/web"), because="no pod is ready"),
    ),
)
