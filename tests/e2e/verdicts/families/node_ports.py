"""NodePorts: the data plane of each node, and what answers behind it."""

from __future__ import annotations

from tests.e2e.objects import Object
from tests.e2e.verdicts.build import (
    at,
    everywhere,
    labelled,
    only_at,
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
    UNKNOWN,
    UNREACHABLE,
    Cause,
    Firewall,
    Scenario,
)

FAMILY = "NodePort"
WAY = "node-port/$NS/web/80/TCP"
MIX = {"app": "mix"}
BAD = Cause(
    codes=("KP804", "KP808"),
    subjects=("Service/web", "Deployment/bad", "Pod/bad-*"),
    because="one endpoint of three is bad",
)
SOMETIMES = ("open", "closed")


def _mixed(bad: str) -> tuple[Object, ...]:
    return (
        labelled(web(name="good", replicas=2), **MIX),
        labelled(web(bad, name="bad", ports=()), **MIX),
    )


SCENARIOS = (
    Scenario(
        name="np-ok",
        family=FAMILY,
        built="two pods behind a NodePort",
        objects=(web(replicas=2), service(port(30110))),
        way=WAY,
        verdict=REACHABLE,
        doors=everywhere(30110),
    ),
    Scenario(
        name="np-local",
        family=FAMILY,
        built="externalTrafficPolicy Local, one endpoint on the second node: the others drop by intent (NP-6)",
        objects=(web(**at(2)), service(port(30111), externalTrafficPolicy="Local")),
        way=WAY,
        verdict=REACHABLE,
        doors=only_at(2, 30111, ("filtered",)),
    ),
    Scenario(
        name="np-affinity",
        family=FAMILY,
        built="sessionAffinity ClientIP over two good pods",
        objects=(web(replicas=2), service(port(30113), sessionAffinity="ClientIP")),
        way=WAY,
        verdict=REACHABLE,
        doors=everywhere(30113),
    ),
    Scenario(
        name="np-static-band",
        family=FAMILY,
        built="a NodePort in the band for ports chosen by hand",
        objects=(web(), service(port(30085))),
        way=WAY,
        verdict=REACHABLE,
        doors=everywhere(30085),
    ),
    Scenario(
        name="np-tcp-udp",
        family=FAMILY,
        built="one number for TCP and UDP in one Service (NP-24)",
        objects=(
            web("http=:8080", "udp=:5353"),
            service(port(30127), port(30127, name="echo", targetPort=5353, protocol="UDP")),
        ),
        way=WAY,
        verdict=REACHABLE,
        others=(("node-port/$NS/web/80/UDP", REACHABLE),),
        doors=(*everywhere(30127), *everywhere(30127, OPEN, "UDP")),
    ),
    Scenario(
        name="np-internal-local",
        family=FAMILY,
        built="internalTrafficPolicy Local: of no matter to clients outside (SV-27)",
        objects=(web(**at(3)), service(port(30128), internalTrafficPolicy="Local")),
        way=WAY,
        verdict=REACHABLE,
        doors=everywhere(30128),
    ),
    Scenario(
        name="np-cordoned",
        family=FAMILY,
        built="its only pod runs on a cordoned node",
        objects=(web(**at(3)), service(port(30121))),
        way=WAY,
        verdict=REACHABLE,
        doors=everywhere(30121),
        cordon="$NODE3",
    ),
    Scenario(
        name="np-reset",
        family=FAMILY,
        built="an unnamed protocol whose server resets every connection after accepting it",
        objects=(web("reset=:9001"), service(port(30115, name=None, port=9001, targetPort=9001))),
        way="node-port/$NS/web/9001/TCP",
        verdict=REACHABLE,
        doors=everywhere(30115),
    ),
    Scenario(
        name="np-silent",
        family=FAMILY,
        built="an unnamed protocol whose server waits for the client to speak",
        objects=(web("silent=:9002"), service(port(30116, name=None, port=9002, targetPort=9002))),
        way="node-port/$NS/web/9002/TCP",
        verdict=REACHABLE,
        doors=everywhere(30116),
    ),
    Scenario(
        name="np-tcp-called-http",
        family=FAMILY,
        built="a TCP echo server whose port is named http",
        objects=(web("tcp=:9000"), service(port(30118, targetPort=9000))),
        way=WAY,
        verdict=UNKNOWN,
        doors=everywhere(30118),
    ),
    Scenario(
        name="np-local-none",
        family=FAMILY,
        built="externalTrafficPolicy Local and no endpoint anywhere: refused, not dropped (DP-1)",
        objects=(service(port(30112), externalTrafficPolicy="Local"),),
        way=WAY,
        verdict=UNREACHABLE,
        doors=everywhere(30112, CLOSED),
        cause=Cause(codes=("KP301",), subjects=("Service/web",), because="the selector matches no pod"),
    ),
    Scenario(
        name="np-other-proxy",
        family=FAMILY,
        built="label service.kubernetes.io/service-proxy-name: kube-proxy leaves it alone (NP-20)",
        objects=(
            web(),
            service(port(30114), labels={"service.kubernetes.io/service-proxy-name": "somebody-else"}),
        ),
        way=WAY,
        verdict=UNREACHABLE,
        doors=everywhere(30114, CLOSED),
        cause=Cause(
            codes=("KP809",), subjects=("Service/web",), because="the label takes the Service away from kube-proxy"
        ),
    ),
    Scenario(
        name="np-mute-http",
        family=FAMILY,
        built="a port named http whose server accepts and never says anything",
        objects=(web("silent=:9002"), service(port(30117, targetPort=9002))),
        way=WAY,
        verdict=UNKNOWN,
        doors=everywhere(30117),
        cause=Cause(
            codes=("KP815", "KP811"),
            subjects=("Service/web", "Deployment/web"),
            because="the port promises HTTP and gives none",
        ),
    ),
    Scenario(
        name="np-second-port",
        family=FAMILY,
        built="two ports: one works, the other leads to where nothing listens (NP-12)",
        objects=(
            web(),
            service(port(30119), port(30120, name="admin", port=81, targetPort=9999)),
        ),
        way="node-port/$NS/web/81/TCP",
        verdict=UNREACHABLE,
        others=((WAY, REACHABLE),),
        doors=(*everywhere(30119), *everywhere(30120, CLOSED)),
        cause=Cause(codes=("KP801",), subjects=("Service/web",), because="nothing listens on the targetPort"),
    ),
    Scenario(
        name="np-one-refuses",
        family=FAMILY,
        built="one of three endpoints refuses (S-12, NP-15)",
        objects=(*_mixed("pause"), service(port(30124), select=MIX)),
        way=WAY,
        verdict=DEGRADED,
        doors=everywhere(30124, SOMETIMES),
        cause=BAD,
    ),
    Scenario(
        name="np-one-resets",
        family=FAMILY,
        built="one of three HTTP endpoints resets what it accepts",
        objects=(*_mixed("reset=:8080"), service(port(30125), select=MIX)),
        way=WAY,
        verdict=DEGRADED,
        doors=everywhere(30125),
        cause=BAD,
    ),
    Scenario(
        name="np-one-mute",
        family=FAMILY,
        built="one of three HTTP endpoints accepts and says nothing",
        objects=(*_mixed("silent=:8080"), service(port(30126), select=MIX)),
        way=WAY,
        verdict=DEGRADED,
        doors=everywhere(30126),
        cause=BAD,
    ),
    Scenario(
        name="np-firewall",
        family=FAMILY,
        built="a firewall on the second node drops the NodePort",
        objects=(web(**at(1)), service(port(30122))),
        way=WAY,
        verdict=DEGRADED,
        doors=tuple(
            d if d.address != "$ADDRESS2" else type(d)(address=d.address, port=d.port, sees=SILENT)
            for d in everywhere(30122)
        ),
        needs=("node_prefix",),
        firewall=Firewall(node="$NODE2", rule="tcp dport 30122 drop"),
        cause=Cause(codes=("KP802",), subjects=("Node/$NODE2",), because="one node drops what the others let in"),
    ),
    Scenario(
        name="np-prohibited",
        family=FAMILY,
        built="a firewall on the third node rejects the NodePort as administratively prohibited (NP-17)",
        objects=(web(**at(1)), service(port(30123))),
        way=WAY,
        verdict=DEGRADED,
        doors=tuple(
            d if d.address != "$ADDRESS3" else type(d)(address=d.address, port=d.port, sees=("unreachable",))
            for d in everywhere(30123)
        ),
        needs=("node_prefix",),
        firewall=Firewall(node="$NODE3", rule="tcp dport 30123 reject with icmpx admin-prohibited"),
        cause=Cause(codes=("KP802",), subjects=("Node/$NODE3",), because="one node rejects what the others let in"),
    ),
)
