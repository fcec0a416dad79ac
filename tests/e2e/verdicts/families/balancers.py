"""Load balancers and external IPs, further: several ports, families, shared addresses, statuses that others write."""

from __future__ import annotations

import json
from typing import Any

from tests.e2e.objects import Object
from tests.e2e.verdicts.build import (
    BOTH_FAMILIES,
    as_kind,
    cluster_ip,
    everywhere,
    labelled,
    nginx,
    port,
    service,
    web,
)
from tests.e2e.verdicts.scenario import (
    CLOSED,
    DEGRADED,
    OPEN,
    REACHABLE,
    SILENT,
    UNREACHABLE,
    Cause,
    Door,
    Scenario,
    Verdicts,
)

FAMILY = "balancer"
WAY = "load-balancer/$NS/web/80/TCP"
NOBODY = "example.com/nobody"


def _balanced(
    name: str,
    built: str,
    *objects: Object,
    verdict: Verdicts = REACHABLE,
    codes: tuple[str, ...] = (),
    because: str = "",
    subjects: tuple[str, ...] = ("Service/web",),
    **more: Any,
) -> Scenario:
    fields: dict[str, Any] = {
        "way": WAY,
        "doors": (Door(address="$LB", port=80, sees=OPEN),),
        "needs": ("vips",),
        **more,
    }
    return Scenario(
        name=name,
        family=FAMILY,
        built=built,
        objects=objects,
        verdict=verdict,
        cause=Cause(codes=codes, subjects=subjects, because=because) if codes else None,
        **fields,
    )


def _balancer(*ports: Object, **fields: Any) -> Object:
    return service(*(ports or (port(),)), kind="LoadBalancer", allocateLoadBalancerNodePorts=False, **fields)


def _status(*given: Object) -> tuple[str, ...]:
    """What a load balancer's controller would write."""
    change = json.dumps({"status": {"loadBalancer": {"ingress": list(given)}}})
    return ("patch", "service", "web", "-n", "$NS", "--subresource=status", "--type=merge", "-p", change)


_NO_BALANCER = '{"spec": {"type": "NodePort", "allocateLoadBalancerNodePorts": null}}'

SCENARIOS = (
    _balanced(
        "bal-two-ports",
        "two ports on one address",
        web("http=:8080", "http=:8081"),
        _balancer(port(), port(name="admin", port=81, targetPort=8081)),
        others=(("load-balancer/$NS/web/81/TCP", REACHABLE),),
        doors=(Door(address="$LB", port=80, sees=OPEN), Door(address="$LB", port=81, sees=OPEN)),
    ),
    _balanced(
        "bal-one-of-two",
        "two ports on one address, of which one leads to where nothing listens",
        web(),
        _balancer(port(), port(name="admin", port=81, targetPort=8999)),
        way="load-balancer/$NS/web/81/TCP",
        verdict=UNREACHABLE,
        others=((WAY, REACHABLE),),
        doors=(Door(address="$LB", port=80, sees=OPEN), Door(address="$LB", port=81, sees=CLOSED)),
        codes=("KP801",),
        because="nothing listens on 8999",
    ),
    _balanced(
        "bal-shared",
        "two Services share one address, a port each",
        web(),
        _balancer(loadBalancerIP="$VIP10"),
        _balancer(port(port=81), name="other", loadBalancerIP="$VIP10"),
        others=(("load-balancer/$NS/other/81/TCP", REACHABLE),),
        doors=(Door(address="$VIP10", port=80, sees=OPEN), Door(address="$VIP10", port=81, sees=OPEN)),
    ),
    _balanced(
        "bal-let-in",
        "source ranges that name this client alone",
        web(),
        _balancer(loadBalancerSourceRanges=["198.51.100.100/32"]),
    ),
    _balanced(
        "bal-six-ranges",
        "dual stack; source ranges let this client in by IPv4, and others alone by IPv6",
        web(),
        _balancer(loadBalancerSourceRanges=["198.51.100.0/24", "2001:db8:113::/64"], **BOTH_FAMILIES),
        verdict=DEGRADED,
        doors=(Door(address="$LB", port=80, sees=OPEN), Door(address="$LB6", port=80, sees=SILENT)),
        needs=("vips", "nodes6"),
        codes=("KP807",),
        because="the source ranges leave this client's IPv6 address out",
    ),
    _balanced(
        "bal-six",
        "an IPv6 Service",
        web(),
        _balancer(ipFamilyPolicy="SingleStack", ipFamilies=["IPv6"]),
        doors=(Door(address="$LB6", port=80, sees=OPEN),),
        needs=("vips", "nodes6"),
    ),
    _balanced(
        "bal-annotated-ranges",
        "source ranges by the old annotation, without this client: clouds alone read it",
        web(),
        _balancer(annotations={"service.beta.kubernetes.io/load-balancer-source-ranges": "203.0.113.128/25"}),
    ),
    _balanced(
        "bal-hostname",
        "an address given as a name, which leads to a node's external IP",
        web(),
        _balancer(loadBalancerClass=NOBODY, externalIPs=["$VIP11"]),
        then=(_status({"hostname": "lb.$HOST"}),),
        names={"lb.$HOST": ("$VIP11",)},
        others=(("external-ip/$NS/web/80/TCP", REACHABLE),),
        doors=(Door(address="$VIP11", port=80, sees=OPEN),),
        needs=("vips", "dns_hosts"),
    ),
    _balanced(
        "bal-hostname-none",
        "an address given as a name that does not exist",
        web(),
        _balancer(loadBalancerClass=NOBODY),
        then=(_status({"hostname": "lb.$HOST"}),),
        verdict=UNREACHABLE,
        doors=(Door(address="$LOST", port=80, sees=SILENT),),
        codes=("KP805", "KP830"),
        because="the name does not exist",
        needs=("dns_hosts",),
    ),
    _balanced(
        "bal-port-error",
        "a controller that says of one port why it failed",
        web(),
        _balancer(loadBalancerClass=NOBODY),
        then=(
            _status(
                {"ip": "$LOST", "ipMode": "Proxy", "ports": [{"port": 80, "protocol": "TCP", "error": "QuotaExceeded"}]}
            ),
        ),
        verdict=UNREACHABLE,
        doors=(Door(address="$LOST", port=80, sees=SILENT),),
        codes=("KP403", "KP830"),
        because="the controller says QuotaExceeded",
        needs=(),
    ),
    _balanced(
        "bal-proxy",
        "ipMode Proxy, and no proxy behind the address",
        web(),
        _balancer(loadBalancerClass=NOBODY),
        then=(_status({"ip": "$LOST", "ipMode": "Proxy"}),),
        verdict=UNREACHABLE,
        doors=(Door(address="$LOST", port=80, sees=SILENT),),
        codes=("KP803", "KP807", "KP830"),
        because="nothing is at the address that its status promises",
        needs=(),
    ),
    _balanced(
        "bal-local-everywhere",
        "policy Local with a pod on every node, without NodePorts",
        as_kind("DaemonSet", web(), 3),
        _balancer(externalTrafficPolicy="Local"),
    ),
    _balanced(
        "bal-local-none",
        "policy Local, and the only pod is not ready",
        web(expect="running", readinessGates=[{"conditionType": "example.com/registered"}]),
        _balancer(externalTrafficPolicy="Local"),
        verdict=UNREACHABLE,
        doors=(Door(address="$LB", port=80, sees=("closed", "filtered")),),
        codes=("KP302",),
        because="no pod is ready",
        subjects=("Service/web", "Deployment/web"),
    ),
    _balanced(
        "bal-bad-one",
        "one of two endpoints behind an address refuses",
        labelled(web(name="good"), app="web"),
        labelled(web("pause", name="bad", ports=()), app="web"),
        _balancer(),
        verdict=DEGRADED,
        doors=(Door(address="$LB", port=80, sees=("open", "closed")),),
        codes=("KP804", "KP808"),
        because="one endpoint refuses",
        subjects=("Service/web", "Deployment/bad", "Pod/bad-*"),
    ),
    _balanced(
        "bal-beside-controller",
        "an external IP that is the ingress controller's own address, on another port",
        web(),
        cluster_ip(port(port=8082), externalIPs=["$INGRESS"]),
        way="external-ip/$NS/web/8082/TCP",
        doors=(Door(address="$INGRESS", port=8082, sees=OPEN),),
    ),
    _balanced(
        "bal-six-external",
        "an IPv6 external IP on an IPv4 Service, which nobody serves",
        web(),
        cluster_ip(port(port=8224), externalIPs=["$ADDRESS1_6"]),
        way="external-ip/$NS/web/8224/TCP",
        verdict=UNREACHABLE,
        doors=(Door(address="$ADDRESS1_6", port=8224, sees=CLOSED),),
        codes=("KP311", "KP308", "KP809"),
        because="the address is not of the Service's family",
        needs=("nodes6",),
    ),
    _balanced(
        "bal-two-external",
        "two external IPs, of which one goes nowhere",
        web(),
        cluster_ip(port(), externalIPs=["$VIP12", "$LOST"]),
        way="external-ip/$NS/web/80/TCP",
        verdict=DEGRADED,
        doors=(Door(address="$VIP12", port=80, sees=OPEN), Door(address="$LOST", port=80, sees=SILENT)),
        codes=("KP807", "KP803", "KP844"),
        because="nothing brings the second address to a node",
    ),
    _balanced(
        "bal-four-refused",
        "dual stack, and a process that binds IPv6 alone",
        nginx("listen [::]:8080 ipv6only=on; return 200 six;"),
        _balancer(**BOTH_FAMILIES),
        verdict=DEGRADED,
        doors=(Door(address="$LB", port=80, sees=CLOSED), Door(address="$LB6", port=80, sees=OPEN)),
        needs=("vips", "nodes6"),
        codes=("KP818",),
        because="the process has no IPv4 socket",
        subjects=("Service/web", "Deployment/web"),
    ),
    _balanced(
        "bal-changed",
        "once a load balancer, now a NodePort alone",
        web(),
        service(port(30500), kind="LoadBalancer"),
        way="node-port/$NS/web/80/TCP",
        then=(("patch", "service", "web", "-n", "$NS", "--type=merge", "-p", _NO_BALANCER),),
        doors=everywhere(30500),
    ),
)
