"""Host ports and host processes, further: addresses, families, nodes that differ, and UDP."""

from __future__ import annotations

from typing import Any

from tests.e2e.objects import Object, pod
from tests.e2e.verdicts.build import (
    as_kind,
    at,
    at_node,
    cluster_ip,
    everywhere,
    host_port,
    host_process,
    nginx,
    port,
    shell,
    spec,
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
    UNTOLD,
    Cause,
    Door,
    Firewall,
    Scenario,
    Verdicts,
)

FAMILY = "host"
_ON: Object = {"env": [{"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}]}


def _host(
    name: str,
    built: str,
    *objects: Object,
    way: str,
    doors: tuple[Door, ...],
    verdict: Verdicts = REACHABLE,
    codes: tuple[str, ...] = (),
    because: str = "",
    subjects: tuple[str, ...] = ("Deployment/web",),
    **more: Any,
) -> Scenario:
    return Scenario(
        name=name,
        family=FAMILY,
        built=built,
        objects=objects,
        way=way,
        verdict=verdict,
        doors=doors,
        cause=Cause(codes=codes, subjects=subjects, because=because) if codes else None,
        **more,
    )


def _at(address: str, number: int, *sees: str) -> Door:
    return Door(address=address, port=number, sees=sees)


def _mapped(number: int, *args: str, node: int = 1, **fields: Any) -> Object:
    return web(*args, ports=host_port(number, **fields), **at(node))


def _everywhere(number: int, script: str, **pod_fields: Any) -> Object:
    """A DaemonSet in the host network whose process does what `script` says of each node."""
    ports = ({"containerPort": number},)
    return as_kind(
        "DaemonSet", shell(script, ports=ports, hostNetwork=True, container=_ON, expect="any", **pod_fields), 3
    )


HP, HN = "host-port/$NS/Deployment/web", "host-network/$NS/Deployment/web"

SCENARIOS = (
    # Healthy.
    _host(
        "ho-bare",
        "a bare pod with a host port",
        pod("web", spec(ports=host_port(8230), **at(2))),
        way="host-port/$NS/Pod/web/8230/TCP",
        doors=at_node(2, 8230),
    ),
    _host(
        "ho-zero",
        "hostIP 0.0.0.0: IPv4 alone, as it says",
        _mapped(8231, hostIP="0.0.0.0"),
        way=f"{HP}/8231/TCP",
        doors=(_at("$ADDRESS1", 8231, "open"),),
    ),
    _host(
        "ho-six-address",
        "hostIP is the node's IPv6 address",
        _mapped(8232, hostIP="$ADDRESS1_6"),
        way=f"{HP}/8232/TCP",
        doors=(_at("$ADDRESS1_6", 8232, "open"), _at("$ADDRESS1", 8232, "closed")),
        needs=("nodes6",),
    ),
    _host(
        "ho-loopback-six",
        "hostIP ::1: meant for the node alone",
        _mapped(8233, hostIP="::1"),
        way=f"{HP}/8233/TCP",
        doors=(_at("$ADDRESS1", 8233, "closed"),),
        verdict=UNTOLD,
    ),
    _host(
        "ho-one-address",
        "a process that binds its node's IPv4 address alone",
        host_process("http=$ADDRESS1:8234", number=8234),
        way=f"{HN}/8234/TCP",
        doors=(_at("$ADDRESS1", 8234, "open"), _at("$ADDRESS1_6", 8234, "closed")),
        needs=("nodes6",),
    ),
    _host(
        "ho-binds-six",
        "a process that binds IPv6 alone, on a node that has both",
        nginx(
            "listen [::]:8235 ipv6only=on; return 200 six;", ports=({"containerPort": 8235},), hostNetwork=True, **at(1)
        ),
        way=f"{HN}/8235/TCP",
        doors=(_at("$ADDRESS1", 8235, "closed"), _at("$ADDRESS1_6", 8235, "open")),
        needs=("nodes6",),
    ),
    _host(
        "ho-in-range",
        "a host port of the NodePort range, which no Service has",
        _mapped(30510),
        way=f"{HP}/30510/TCP",
        doors=at_node(1, 30510),
    ),
    _host(
        "ho-same-everywhere",
        "one host port on three nodes, three Deployments, each for its own node",
        web(ports=host_port(8236), **at(1)),
        web(name="second", ports=host_port(8236), **at(2)),
        web(name="third", ports=host_port(8236), **at(3)),
        way=f"{HP}/8236/TCP",
        doors=everywhere(8236),
        others=(("host-port/$NS/Deployment/third/8236/TCP", REACHABLE),),
    ),
    _host(
        "ho-two-addresses",
        "one number on one node: one pod takes the IPv4 address, another the IPv6 address",
        _mapped(8237, hostIP="$ADDRESS1"),
        web(name="six", ports=host_port(8237, hostIP="$ADDRESS1_6"), **at(1)),
        way=f"{HP}/8237/TCP",
        doors=(_at("$ADDRESS1", 8237, "open"), _at("$ADDRESS1_6", 8237, "open")),
        others=(("host-port/$NS/Deployment/six/8237/TCP", REACHABLE),),
        needs=("nodes6",),
    ),
    _host(
        "ho-udp",
        "a UDP host port that answers",
        web("udp=:5353", ports=host_port(8238, to=5353, protocol="UDP"), **at(3)),
        way=f"{HP}/8238/UDP",
        doors=at_node(3, 8238, OPEN, "UDP"),
    ),
    _host(
        "ho-udp-mute",
        "a UDP host process that answers nothing that it does not understand",
        host_process("udpsilent=:8239", number=8239, node=3, ports=({"containerPort": 8239, "protocol": "UDP"},)),
        way=f"{HN}/8239/UDP",
        doors=at_node(3, 8239, ("open|filtered",), "UDP"),
        verdict=UNKNOWN,
    ),
    _host(
        "ho-cordoned",
        "a host port on a cordoned node",
        _mapped(8240, node=3),
        way=f"{HP}/8240/TCP",
        doors=at_node(3, 8240),
        cordon="$NODE3",
    ),
    _host(
        "ho-beside-service",
        "a host port, and an external IP with the same number on another node's address",
        _mapped(8241),
        cluster_ip(port(port=8241), externalIPs=["$ADDRESS2"]),
        way=f"{HP}/8241/TCP",
        doors=(*at_node(1, 8241), *at_node(2, 8241), *at_node(3, 8241, CLOSED)),
        others=(("external-ip/$NS/web/8241/TCP", REACHABLE),),
    ),
    _host(
        "ho-slow",
        "a host process that starts late: not ready, and already there",
        host_process(
            number=8242,
            node=2,
            container={"readinessProbe": {"tcpSocket": {"port": 1}, "periodSeconds": 1}},
            expect="running",
        ),
        way=f"{HN}/8242/TCP",
        doors=at_node(2, 8242),
    ),
    # Not so.
    _host(
        "ho-other-address",
        "a process that binds another address of its node than those that the API knows",
        host_process("http=127.0.0.2:8243", number=8243),
        way=f"{HN}/8243/TCP",
        doors=at_node(1, 8243, CLOSED),
        verdict=UNREACHABLE,
        codes=("KP801",),
        because="the process listens on loopback only",
    ),
    _host(
        "ho-daemon-loopback",
        "a host process on every node, which binds loopback on the second",
        _everywhere(8244, "[ $NODE = $NODE2 ] && exec workload http=127.0.0.1:8244; exec workload http=:8244"),
        way="host-network/$NS/DaemonSet/web/8244/TCP",
        doors=(*at_node(1, 8244), *at_node(2, 8244, CLOSED), *at_node(3, 8244)),
        verdict=DEGRADED,
        codes=("KP801", "KP802"),
        because="it listens on loopback on one node",
        subjects=("DaemonSet/web", "Pod/web-*", "Node/$NODE2"),
    ),
    _host(
        "ho-daemon-wall",
        "a host process on every node, and a firewall on the third",
        _everywhere(8245, "exec workload http=:8245"),
        way="host-network/$NS/DaemonSet/web/8245/TCP",
        doors=(*at_node(1, 8245), *at_node(2, 8245), *at_node(3, 8245, SILENT)),
        verdict=DEGRADED,
        firewall=Firewall(node="$NODE3", rule="tcp dport 8245 drop"),
        needs=("node_prefix",),
        codes=("KP802", "KP803"),
        because="the third node's firewall drops it",
        subjects=("DaemonSet/web", "Node/$NODE3"),
    ),
    _host(
        "ho-wall",
        "a host port behind a firewall that drops it",
        _mapped(8246, node=2),
        way=f"{HP}/8246/TCP",
        doors=at_node(2, 8246, SILENT),
        verdict=UNREACHABLE,
        firewall=Firewall(node="$NODE2", rule="tcp dport 8246 drop"),
        needs=("node_prefix",),
        codes=("KP803",),
        because="a firewall on the node drops it",
        subjects=("Deployment/web", "Node/$NODE2"),
    ),
    _host(
        "ho-wall-late",
        "a host port behind a firewall that drops it behind the mapping, at the pod's port",
        _mapped(8247, node=2, to=8247),
        way=f"{HP}/8247/TCP",
        doors=at_node(2, 8247, CLOSED),
        verdict=UNREACHABLE,
        codes=("KP801",),
        because="nothing listens on the pod's 8247",
    ),
    _host(
        "ho-api-server",
        "a host port that the node's own API server has",
        web("http=:6443", ports=({"containerPort": 6443},), hostNetwork=True, expect="any", **at(1)),
        way=f"{HN}/6443/TCP",
        doors=at_node(1, 6443),
        verdict=frozenset({"unexpected"}),
        codes=("KP105",),
        because="the API server has the port",
    ),
    _host(
        "ho-undeclared-holder",
        "its port is held by a host process that does not declare it: crash loop, and the other answers",
        web("http=:8248", name="holder", ports=(), hostNetwork=True, priorityClassName="system-node-critical", **at(3)),
        shell(
            "sleep 3; exec workload http=:8248",
            ports=({"containerPort": 8248},),
            hostNetwork=True,
            expect="any",
            **at(3),
        ),
        way=f"{HN}/8248/TCP",
        doors=at_node(3, 8248),
        verdict=frozenset({"unexpected"}),
        codes=("KP702", "KP820", "KP101"),
        because="another process has the port, and answers",
        subjects=("Deployment/web", "Pod/web-*"),
    ),
    _host(
        "ho-foreign-family",
        "hostIP is an IPv6 address, which the pod, of IPv4 alone by its process, refuses",
        nginx("listen 8080; return 200 four;", ports=host_port(8249, hostIP="$ADDRESS1_6"), **at(1)),
        way=f"{HP}/8249/TCP",
        doors=(_at("$ADDRESS1_6", 8249, "closed"),),
        verdict=UNREACHABLE,
        needs=("nodes6",),
        codes=("KP801", "KP816", "KP818"),
        because="the process has no IPv6 socket",
    ),
    _host(
        "ho-udp-wrong",
        "a TCP server whose host port is declared UDP",
        web("tcp=:5353", ports=host_port(8250, to=5353, protocol="UDP"), **at(2)),
        way=f"{HP}/8250/UDP",
        doors=(*at_node(2, 8250, CLOSED, "UDP"), *at_node(2, 8250, CLOSED)),
        verdict=UNREACHABLE,
        codes=("KP801",),
        because="nothing listens by UDP",
    ),
    _host(
        "ho-two-replicas",
        "a host port on two replicas that may go anywhere, and one node is cordoned",
        web(replicas=2, ports=host_port(8251)),
        way=f"{HP}/8251/TCP",
        doors=everywhere(8251, ("open", "closed")),
    ),
)
