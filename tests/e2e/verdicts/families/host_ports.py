"""Host ports: the CNI maps a node's port to a pod; no socket listens, and no Service or readiness matters."""

from __future__ import annotations

from tests.e2e.objects import Object, deployment, pod
from tests.e2e.verdicts.build import (
    ADDRESSES,
    BOTH_FAMILIES,
    at,
    at_node,
    host_port,
    never_ready,
    port,
    service,
    spec,
    web,
)
from tests.e2e.verdicts.scenario import (
    CLOSED,
    NO_WAY_IN,
    OPEN,
    REACHABLE,
    UNREACHABLE,
    UNTOLD,
    Cause,
    Door,
    Scenario,
)

FAMILY = "host port"
WAY = "host-port/$NS/Deployment/web"
NOBODY = Cause(codes=("KP801",), subjects=("Deployment/web",), because="nothing listens on the pod's containerPort")


def _mapped(number: int, *args: str, node: int = 1, name: str = "web", **more: object) -> Object:
    fields: Object = {"ports": host_port(number), **at(node), **more}
    return web(*args, name=name, **fields)


_JOB: Object = {
    "apiVersion": "batch/v1",
    "kind": "Job",
    "metadata": {"name": "web"},
    "spec": {
        "template": {
            "metadata": {"labels": {"app": "web", "e2e.kprobe/expect": "completed"}},
            "spec": {
                **spec(ports=host_port(8133), **at(1)),
                "restartPolicy": "Never",
                "containers": [
                    {
                        "name": "web",
                        "image": "$NGINX",
                        "imagePullPolicy": "IfNotPresent",
                        "command": ["true"],
                        "ports": list(host_port(8133)),
                    }
                ],
            },
        }
    },
}
_SIDECAR: Object = {
    "name": "sidecar",
    "image": "$IMAGE",
    "imagePullPolicy": "IfNotPresent",
    "args": ["http=:8081"],
    "restartPolicy": "Always",
    "ports": [{"containerPort": 8081, "hostPort": 8128}],
}

SCENARIOS = (
    Scenario(
        name="hp-ok",
        family=FAMILY,
        built="a web server behind a host port",
        objects=(_mapped(8120),),
        way=f"{WAY}/8120/TCP",
        verdict=REACHABLE,
        doors=at_node(1, 8120),
    ),
    Scenario(
        name="hp-unready",
        family=FAMILY,
        built="never ready: readiness does not gate host ports (HP-20)",
        objects=(never_ready(ports=host_port(8121), **at(2)),),
        way=f"{WAY}/8121/TCP",
        verdict=REACHABLE,
        doors=at_node(2, 8121),
    ),
    Scenario(
        name="hp-tcp-udp",
        family=FAMILY,
        built="one number, TCP to one pod and UDP to another",
        objects=(
            _mapped(8122),
            _mapped(8122, "udp=:5353", name="echo", ports=host_port(8122, to=5353, protocol="UDP")),
        ),
        way=f"{WAY}/8122/TCP",
        verdict=REACHABLE,
        others=(("host-port/$NS/Deployment/echo/8122/UDP", REACHABLE),),
        doors=(*at_node(1, 8122), *at_node(1, 8122, OPEN, "UDP")),
    ),
    Scenario(
        name="hp-own-address",
        family=FAMILY,
        built="hostIP is the node's own address",
        objects=(_mapped(8123, ports=host_port(8123, hostIP="$ADDRESS1")),),
        way=f"{WAY}/8123/TCP",
        verdict=REACHABLE,
        doors=at_node(1, 8123),
    ),
    Scenario(
        name="hp-loopback-address",
        family=FAMILY,
        built="hostIP 127.0.0.1: meant for the node alone (HP-10)",
        objects=(_mapped(8124, ports=host_port(8124, hostIP="127.0.0.1")),),
        way=f"{WAY}/8124/TCP",
        verdict=UNTOLD,
        doors=at_node(1, 8124, CLOSED),
    ),
    Scenario(
        name="hp-finished",
        family=FAMILY,
        built="a finished Job that had a host port",
        objects=(_JOB,),
        way="",
        verdict=NO_WAY_IN,
        doors=at_node(1, 8133, CLOSED),
    ),
    Scenario(
        name="hp-rolling",
        family=FAMILY,
        built="a Deployment that has one of its two pods on a node of its own",
        objects=(
            web(
                replicas=2,
                ports=host_port(8134),
                affinity={
                    "nodeAffinity": {
                        "requiredDuringSchedulingIgnoredDuringExecution": {
                            "nodeSelectorTerms": [
                                {
                                    "matchExpressions": [
                                        {
                                            "key": "kubernetes.io/hostname",
                                            "operator": "In",
                                            "values": ["$NODE1", "$NODE2"],
                                        }
                                    ]
                                }
                            ]
                        }
                    }
                },
            ),
        ),
        way=f"{WAY}/8134/TCP",
        verdict=REACHABLE,
        doors=(*at_node(1, 8134), *at_node(2, 8134), *at_node(3, 8134, CLOSED)),
    ),
    Scenario(
        name="hp-other-port",
        family=FAMILY,
        built="mapped to a containerPort where nothing listens (HP-15)",
        objects=(_mapped(8125, ports=host_port(8125, to=9999)),),
        way=f"{WAY}/8125/TCP",
        verdict=UNREACHABLE,
        doors=at_node(1, 8125, CLOSED),
        cause=NOBODY,
    ),
    Scenario(
        name="hp-loopback",
        family=FAMILY,
        built="the process binds 127.0.0.1 of its pod (HP-15)",
        objects=(_mapped(8126, "http=127.0.0.1:8080"),),
        way=f"{WAY}/8126/TCP",
        verdict=UNREACHABLE,
        doors=at_node(1, 8126, CLOSED),
        cause=NOBODY,
    ),
    Scenario(
        name="hp-protocol",
        family=FAMILY,
        built="a UDP server whose host port is declared without protocol, so TCP (HP-16)",
        objects=(_mapped(8132, "udp=:5353", ports=host_port(8132, to=5353)),),
        way=f"{WAY}/8132/TCP",
        verdict=UNREACHABLE,
        doors=(*at_node(1, 8132, CLOSED), *at_node(1, 8132, CLOSED, "UDP")),
        cause=NOBODY,
    ),
    Scenario(
        name="hp-taken",
        family=FAMILY,
        built="another pod has the host port: Pending (HP-9)",
        objects=(
            pod("first", spec(ports=host_port(8127), nodeName="$NODE2")),
            _mapped(8127, node=2, expect="pending"),
        ),
        way=f"{WAY}/8127/TCP",
        verdict=UNREACHABLE,
        others=(("host-port/$NS/Pod/first/8127/TCP", REACHABLE),),
        doors=at_node(2, 8127),
        cause=Cause(codes=("KP103",), subjects=("Deployment/web",), because="the first pod has the port"),
    ),
    Scenario(
        name="hp-too-many",
        family=FAMILY,
        built="two replicas with one host port and one node to go to: one runs, one waits",
        objects=(deployment("web", spec(ports=host_port(8131), **at(2)), replicas=2, expect="any"),),
        way=f"{WAY}/8131/TCP",
        verdict=REACHABLE,
        doors=at_node(2, 8131),
        cause=Cause(codes=("KP103",), subjects=("Deployment/web",), because="the replicas take each other's port"),
    ),
    Scenario(
        name="hp-sidecar",
        family=FAMILY,
        built="the host port is declared on a native sidecar: reserved, never mapped (HP-7)",
        objects=(web(initContainers=[_SIDECAR], **at(1)),),
        way=f"{WAY}/8128/TCP",
        verdict=UNREACHABLE,
        doors=at_node(1, 8128, CLOSED),
        cause=Cause(
            codes=("KP809", "KP106"),
            subjects=("Deployment/web",),
            because="kubelets map no host port of an init container",
        ),
    ),
    Scenario(
        name="hp-crash",
        family=FAMILY,
        built="a crash loop behind a host port",
        objects=(_mapped(8129, "nonsense", expect="crashing"),),
        way=f"{WAY}/8129/TCP",
        verdict=UNREACHABLE,
        doors=at_node(1, 8129, CLOSED),
        cause=Cause(codes=("KP702",), subjects=("Deployment/web", "Pod/web-*"), because="the container crashes"),
    ),
    Scenario(
        name="hp-image",
        family=FAMILY,
        built="an image that nobody can pull, with a host port",
        objects=(_mapped(8130, expect="waiting", container={"image": "registry.invalid/none:1"}),),
        way=f"{WAY}/8130/TCP",
        verdict=UNREACHABLE,
        doors=at_node(1, 8130, ("closed", "filtered", "unreachable")),
        cause=Cause(codes=("KP702",), subjects=("Deployment/web", "Pod/web-*"), because="the image cannot be pulled"),
    ),
    Scenario(
        name="hp-foreign-address",
        family=FAMILY,
        built="hostIP is the address of another node than the pod's",
        objects=(_mapped(8135, ports=host_port(8135, hostIP="$ADDRESS2")),),
        way=f"{WAY}/8135/TCP",
        verdict=UNREACHABLE,
        doors=(*at_node(1, 8135, CLOSED), *at_node(2, 8135, CLOSED)),
        cause=Cause(
            codes=("KP809", "KP801"),
            subjects=("Deployment/web",),
            because="hostIP is no address of the node that the pod runs on",
        ),
    ),
    Scenario(
        name="hp-node-port",
        family=FAMILY,
        built="host port and NodePort of one number: with iptables the NodePort answers (HP-3, HP-5)",
        objects=(
            _mapped(30103, name="mapped", node=2),
            web("https=:8080,shop.example"),
            service(port(30103, name="https", port=443), **BOTH_FAMILIES),
        ),
        way="host-port/$NS/Deployment/mapped/30103/TCP",
        verdict=UNREACHABLE,
        others=(("node-port/$NS/web/443/TCP", REACHABLE),),
        doors=(
            *at_node(2, 30103),
            *(
                Door(address=a, port=30103, sees=("open 200, good certificate",), scheme="https", host="shop.example")
                for a in (ADDRESSES[0], ADDRESSES[2])
            ),
        ),
        undecided=dict.fromkeys(("nftables", "ipvs", "unknown"), "who hooked into nat last answers on the pod's node"),
        cause=Cause(codes=("KP104",), subjects=("Service/web", "Deployment/mapped"), because="both claim the number"),
    ),
)
