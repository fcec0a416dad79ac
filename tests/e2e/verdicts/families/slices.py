"""EndpointSlices made by hand, Services without selector, and who is served by what."""

from __future__ import annotations

from typing import Any

from tests.e2e.objects import Object
from tests.e2e.verdicts.build import (
    ADDRESSES6,
    BOTH_FAMILIES,
    NAMED,
    at,
    everywhere,
    host_process,
    labelled,
    nginx,
    port,
    service,
    slice_of,
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
    Firewall,
    Scenario,
    Verdicts,
)

FAMILY = "endpoints"
WAY = "node-port/$NS/web/80/TCP"
GUILTY = ("Service/web", "EndpointSlice/by-hand")
SIX_ONLY: Object = {"ipFamilyPolicy": "SingleStack", "ipFamilies": ["IPv6"]}


def _served(name: str, number: int, built: str, *objects: Object, **more: Any) -> Scenario:
    fields: dict[str, Any] = {"verdict": REACHABLE, "doors": everywhere(number), **more}
    return Scenario(name=name, family=FAMILY, built=built, objects=objects, way=WAY, **fields)


def _broken(
    name: str,
    number: int,
    built: str,
    *objects: Object,
    codes: tuple[str, ...],
    because: str,
    verdict: Verdicts = UNREACHABLE,
    subjects: tuple[str, ...] = GUILTY,
    **more: Any,
) -> Scenario:
    fields: dict[str, Any] = {"doors": everywhere(number, CLOSED), **more}
    cause = Cause(codes=codes, subjects=subjects, because=because)
    return Scenario(
        name=name, family=FAMILY, built=built, objects=objects, way=WAY, verdict=verdict, cause=cause, **fields
    )


def _six(number: int, sees: tuple[str, ...]) -> tuple[Door, ...]:
    return tuple(Door(address=a, port=number, sees=sees) for a in ADDRESSES6)


def _bare(made: Object) -> Object:
    """The slice without conditions: all that is not said is taken for ready."""
    made["endpoints"] = [{"addresses": e["addresses"]} for e in made["endpoints"]]
    return made


SCENARIOS = (
    _served(
        "es-bare",
        30480,
        "a hand-made slice without conditions, which means ready",
        host_process(name="process", number=8220),
        service(port(30480, targetPort=8220), selector=None),
        _bare(slice_of("$ADDRESS1", number=8220)),
    ),
    _served(
        "es-other-number",
        30481,
        "a hand-made slice whose number is not the targetPort: the slice decides",
        host_process(name="process", number=8221),
        service(port(30481, targetPort=9999), selector=None),
        slice_of("$ADDRESS1", number=8221),
    ),
    _served(
        "es-affinity-one",
        30482,
        "session affinity, and one endpoint of two that is not ready",
        labelled(web(name="good"), app="web"),
        labelled(web(name="slow", expect="running", readinessGates=[{"conditionType": "example.com/x"}]), app="web"),
        service(port(30482), sessionAffinity="ClientIP"),
    ),
    _served(
        "es-local-three",
        30483,
        "policy Local with an endpoint on every node",
        *(labelled(web(name=f"on-{n}", **at(n)), app="web") for n in (1, 2, 3)),
        service(port(30483), externalTrafficPolicy="Local"),
    ),
    _served(
        "es-six",
        30484,
        "an IPv6 Service; the nodes' IPv4 addresses refuse",
        web(),
        service(port(30484), **SIX_ONLY),
        doors=(*everywhere(30484, CLOSED), *_six(30484, OPEN)),
        needs=("nodes6",),
    ),
    _served(
        "es-third-service",
        30485,
        "three Services in front of one Deployment: this one works",
        web(),
        service(port(30485)),
        service(port(), name="inside", kind="ClusterIP"),
        service(port(), name="headless", kind="ClusterIP", clusterIP="None"),
    ),
    _served(
        "es-session-unnamed",
        30486,
        "one port, which has no name",
        web(),
        service(port(30486, name=None)),
    ),
    _broken(
        "es-local-unplaced",
        30487,
        "policy Local, and a hand-made slice that does not say on which node its endpoint is",
        host_process(name="process", number=8222),
        service(port(30487), selector=None, externalTrafficPolicy="Local"),
        slice_of("$ADDRESS1", number=8222),
        doors=everywhere(30487, ("filtered",)),
        codes=("KP809", "KP803", "KP817", "KP302"),
        because="no node takes the endpoint for its own",
    ),
    _broken(
        "es-wrong-family",
        30488,
        "an IPv4 Service, and a hand-made slice of IPv6 addresses",
        host_process(name="process", number=8223),
        service(port(30488), selector=None),
        slice_of("$ADDRESS1_6", number=8223, family="IPv6"),
        needs=("nodes6",),
        codes=("KP308", "KP305", "KP302"),
        because="the slice is of the family that the Service does not have",
    ),
    _broken(
        "es-name",
        30489,
        "a slice of DNS names, which no service proxy reads",
        service(port(30489), selector=None),
        slice_of("example.com", family="FQDN"),
        codes=("KP305", "KP302", "KP308"),
        because="kube-proxy reads no slice of names",
    ),
    _broken(
        "es-udp-slice",
        30490,
        "a hand-made slice whose port is UDP, for a TCP Service",
        service(port(30490), selector=None),
        {**slice_of("$ADDRESS1"), "ports": [{"name": "http", "port": 8080, "protocol": "UDP"}]},
        codes=("KP303",),
        because="the slice's port is UDP",
    ),
    _broken(
        "es-unlabelled",
        30491,
        "a hand-made slice without the label that gives it to the Service",
        service(port(30491), selector=None),
        {**slice_of("$ADDRESS1"), "metadata": {"name": "by-hand", "labels": {"app": "web"}}},
        codes=("KP305",),
        because="the slice belongs to nobody",
        subjects=GUILTY,
    ),
    _broken(
        "es-beside",
        30492,
        "a Service with pods, and a hand-made slice that adds a dead address",
        web(replicas=2),
        service(port(30492)),
        slice_of("$LOST"),
        verdict=DEGRADED,
        doors=everywhere(30492, ("open", *SILENT)),
        codes=("KP804", "KP808"),
        because="the hand-made slice's address is dead",
        subjects=GUILTY,
    ),
    _broken(
        "es-affinity-bad",
        30493,
        "session affinity, and one endpoint of two refuses: one client always sees the same",
        labelled(web(name="good"), app="web"),
        labelled(web("pause", name="bad", ports=()), app="web"),
        service(port(30493), sessionAffinity="ClientIP"),
        verdict=REACHABLE,
        doors=everywhere(30493, ("open", "closed")),
        undecided={"*": "each node chooses for this client once"},
        codes=("KP801", "KP802", "KP804", "KP808"),
        because="one endpoint of two refuses",
        subjects=("Service/web", "Deployment/bad", "Pod/bad-*", "Node/$NODE1", "Node/$NODE2", "Node/$NODE3"),
    ),
    _broken(
        "es-local-one-bad",
        30494,
        "policy Local: the endpoint on the third node refuses, those on the others serve",
        *(labelled(web(name=f"on-{n}", **at(n)), app="web") for n in (1, 2)),
        labelled(web("pause", name="bad", **at(3)), app="web"),
        service(port(30494), externalTrafficPolicy="Local"),
        verdict=DEGRADED,
        doors=(*everywhere(30494)[:2], *everywhere(30494, CLOSED)[2:]),
        codes=("KP801", "KP802", "KP808"),
        because="the pod on the third node refuses",
        subjects=("Service/web", "Deployment/bad", "Pod/bad-*", "Node/$NODE3"),
    ),
    _broken(
        "es-wall-reset",
        30495,
        "a firewall of one node answers with a reset, as if nothing listened",
        web(**at(1)),
        service(port(30495)),
        verdict=DEGRADED,
        doors=(everywhere(30495)[0], *everywhere(30495, CLOSED)[1:2], everywhere(30495)[2]),
        firewall=Firewall(node="$NODE2", rule="tcp dport 30495 reject with tcp reset"),
        needs=("node_prefix",),
        codes=("KP802",),
        because="one node refuses what the others let in",
        subjects=("Node/$NODE2",),
    ),
    _broken(
        "es-wall-prohibited",
        30496,
        "a firewall of every node says that it is forbidden",
        web(),
        service(port(30496)),
        doors=everywhere(30496, ("unreachable",)),
        firewall=Firewall(node="*", rule="tcp dport 30496 reject with icmpx admin-prohibited"),
        needs=("node_prefix",),
        codes=("KP803",),
        because="a firewall on every node forbids it",
        subjects=("Service/web",),
    ),
    _broken(
        "es-wall-client",
        30497,
        "a firewall on every node lets this client alone not in",
        web(),
        service(port(30497)),
        doors=everywhere(30497, SILENT),
        firewall=Firewall(node="*", rule="ip saddr 198.51.100.100 tcp dport 30497 drop"),
        needs=("node_prefix",),
        codes=("KP803",),
        because="the firewall drops what this client sends",
        subjects=("Service/web",),
    ),
    _broken(
        "es-wall-pods",
        30498,
        "a firewall of the pod's node drops what comes from other nodes: only the pod's own node answers",
        # The port is its own: the wall stands before all pods of the node.
        web("http=:8298", ports=({**NAMED, "containerPort": 8298},), **at(2)),
        service(port(30498, targetPort=8298)),
        verdict=DEGRADED,
        doors=(*everywhere(30498, SILENT)[:1], *everywhere(30498)[1:2], *everywhere(30498, SILENT)[2:]),
        firewall=Firewall(node="$NODE2", rule="iifname eth0 tcp dport 8298 ip daddr 10.244.2.0/24 drop"),
        needs=("node_prefix",),
        codes=("KP827", "KP802"),
        because="traffic between the nodes is dropped",
        subjects=("Cluster/pod-network*", "Node/$NODE1", "Node/$NODE3"),
    ),
    _broken(
        "es-four-refused",
        30499,
        "dual stack, and a process that binds IPv6 alone: IPv4 refuses",
        nginx("listen [::]:8080 ipv6only=on; return 200 six;"),
        service(port(30499), **BOTH_FAMILIES),
        verdict=DEGRADED,
        doors=(*everywhere(30499, CLOSED), *_six(30499, OPEN)),
        needs=("nodes6",),
        codes=("KP818",),
        because="the process has no IPv4 socket",
        subjects=("Service/web", "Deployment/web"),
    ),
)
