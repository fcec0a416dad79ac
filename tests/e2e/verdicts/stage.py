"""Building every scenario in a cluster at once, and taking all of it away again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from tests.e2e.cluster import Cluster
from tests.e2e.objects import EXPECT, PODS, Object
from tests.e2e.verdicts.scenario import Door, Scenario
from tests.e2e.verdicts.words import NODE_PORTS, Words, words_of

SETTLING = CLEARING = 400
"""Seconds: some hundred pods on a small machine that does other things as well."""
AT_ONCE = 6
"""Processes of kubectl."""
LABEL = "e2e.kprobe/verdicts"
CLUSTER_WIDE = {"Namespace", "IngressClass"}


Given = Mapping[str, Sequence[str]]
"""Namespace → the addresses that its load balancer was given."""
BALANCED = {"$LB", "$LB6"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Scenarios that stand in a cluster, with the words that they were built with."""

    cluster: Cluster
    scenarios: tuple[Scenario, ...]
    words: Words

    def objects(self) -> Iterator[Object]:
        """Everything to create, namespaces first."""
        placed = [self._placed(o, s) for s in self.scenarios for o in s.objects]
        for namespace in sorted({o["metadata"]["namespace"] for o in placed if o["kind"] not in CLUSTER_WIDE}):
            yield {
                "apiVersion": "v1",
                "kind": "Namespace",
                "metadata": {"name": namespace, "labels": {LABEL: "yes"}},
            }
        yield from sorted(placed, key=lambda o: o["kind"] == "Ingress")

    def targets(self, scenario: Scenario, given: Given) -> list[tuple[list[Any], tuple[str, ...]]]:
        """What the plain client is to look at, and the states that it must see."""
        return [(self._target(door, scenario, given), door.sees) for door in scenario.doors]

    def _placed(self, made: Object, scenario: Scenario) -> Object:
        whole: Object = self.words.fill(made, scenario)
        meta = {"namespace": scenario.namespace, **whole["metadata"]}
        if whole["kind"] in CLUSTER_WIDE:
            meta = {**whole["metadata"], "labels": {LABEL: "yes"}}
        return {**whole, "metadata": meta}

    def _target(self, door: Door, scenario: Scenario, given: Given) -> list[Any]:
        address = door.address
        if address in BALANCED:
            address = next(ip for ip in given[scenario.namespace] if (":" in ip) is (address == "$LB6"))
        filled: list[Any] = self.words.fill([address, door.port], scenario)
        if door.host:
            return [*filled, door.scheme, *self.words.fill([door.host, door.path], scenario)]
        return [*filled, door.protocol] if door.protocol != "TCP" else filled


def stage(cluster: Cluster, scenarios: Iterable[Scenario]) -> Stage:
    """What can be built of `scenarios` in this cluster, and with which words."""
    facts = cluster.facts
    possible = tuple(s for s in scenarios if not missing(cluster, s))
    wanted = {n for s in possible for n in _numbers(s.objects) if n in NODE_PORTS}
    taken = {
        p["nodePort"]
        for service in cluster.get("services", "-A")
        if not service["metadata"]["namespace"].startswith("kv-")
        for p in service["spec"].get("ports") or ()
        if p.get("nodePort")
    }
    words = words_of(facts, taken=taken, ingress=_controller(cluster), wanted=wanted)
    return Stage(cluster=cluster, scenarios=possible, words=words)


def missing(cluster: Cluster, scenario: Scenario) -> list[str]:
    """Facts that the scenario needs and this cluster does not have."""
    absent = [need for need in scenario.needs if not getattr(cluster.facts, need)]
    return absent if cluster.facts.image("workload") else [*absent, "images (workload)"]


def clear(cluster: Cluster, *, wait: bool) -> None:
    """Take away what any run of this has left."""
    if not cluster.get("namespaces", "-l", f"{LABEL}=yes"):
        return
    cluster.kubectl("delete", "ingressclasses", "-l", f"{LABEL}=yes", "--ignore-not-found")
    for pod in cluster.get("pods", "-A", "-l", EXPECT):
        meta = pod["metadata"]
        if meta["namespace"].startswith("kv-") and pod["spec"]["terminationGracePeriodSeconds"]:  # they take their time
            here = ("-n", meta["namespace"], meta["name"])
            cluster.kubectl("delete", "pod", *here, "--force", "--grace-period=0", "--ignore-not-found")
    cluster.kubectl("delete", "namespaces", "-l", f"{LABEL}=yes", "--wait=false")
    if wait:
        gone = "what an earlier run left is gone"
        cluster.until(lambda: not cluster.get("namespaces", "-l", f"{LABEL}=yes"), gone, seconds=CLEARING, every=3)


@contextmanager
def built(
    stage: Stage, phase: Callable[[str], AbstractContextManager[None]], *, standing: bool = False
) -> Iterator[None]:
    """Everything is there and as it will stay (`standing`: since an earlier run); firewalls and cordons end with it."""
    cluster = stage.cluster
    if not standing:
        _build(stage, phase)
    names = {
        stage.words.fill(name, s): stage.words.fill(addresses, s)
        for s in stage.scenarios
        for name, addresses in s.names.items()
    }
    walls = [
        (s, node, s.firewall.rule)
        for s in stage.scenarios
        if s.firewall
        for node in (cluster.facts.node_names if s.firewall.node == "*" else [stage.words.fill(s.firewall.node, s)])
    ]
    cordoned = [stage.words.fill(s.cordon, s) for s in stage.scenarios if s.cordon]
    try:
        if names:
            cluster.resolve_all(names)
        for node in cordoned:
            cluster.kubectl("cordon", node)
        for scenario, node, forbids in walls:
            table = f"add table inet {scenario.namespace}"
            chain = f"add chain inet {scenario.namespace} first {{ type filter hook prerouting priority -350; }}"
            rule = f"add rule inet {scenario.namespace} first {forbids}"
            cluster.on_node(node, "nft", stage.words.fill(f"{table}; {chain}; {rule}", scenario))
        yield
    finally:
        for scenario, node, _ in walls:
            cluster.on_node(node, "nft", f"add table inet {scenario.namespace}; delete table inet {scenario.namespace}")
        for node in cordoned:
            cluster.kubectl("uncordon", node)
        if names:
            cluster.resolve_all(dict.fromkeys(names, ()))


def _build(stage: Stage, phase: Callable[[str], AbstractContextManager[None]]) -> None:
    cluster = stage.cluster
    with phase("clearing"):
        clear(cluster, wait=True)
    objects = list(stage.objects())
    with phase("creating"):
        namespaces = [o for o in objects if o["kind"] == "Namespace"]
        _create(cluster, namespaces)
        _furnished(cluster, {o["metadata"]["name"] for o in namespaces})
        _create(cluster, [o for o in objects if o["kind"] != "Namespace"])
    with phase("settling"):
        _settle(cluster, objects)
    for scenario in stage.scenarios:
        for command in scenario.then:
            cluster.kubectl(*stage.words.fill(command, scenario))


def balanced(stage: Stage) -> Given:
    """The addresses of load balancers, once all that doors speak of are there."""
    found: dict[str, list[str]] = {}
    wanted = {s.namespace: {d.address for d in s.doors} & BALANCED for s in stage.scenarios}

    def given() -> bool:
        for service in stage.cluster.get("services", "-A"):
            ips = [i["ip"] for i in service["status"].get("loadBalancer", {}).get("ingress") or [] if "ip" in i]
            found.setdefault(service["metadata"]["namespace"], []).extend(ips)
        return all(len(set(found.get(namespace, ()))) >= len(doors) for namespace, doors in wanted.items())

    stage.cluster.until(given, "load balancers have their addresses")
    return found


def _create(cluster: Cluster, objects: Sequence[Object]) -> None:
    """Kubectl creates one object after the other: several of them, with a share each, whole namespaces in order."""
    homes = sorted({o["metadata"].get("namespace") or o["metadata"]["name"] for o in objects})
    shares: list[list[Object]] = [[] for _ in range(AT_ONCE)]
    for made in objects:
        shares[homes.index(made["metadata"].get("namespace") or made["metadata"]["name"]) % AT_ONCE].append(made)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(lambda share: _create_share(cluster, share), filter(None, shares)):
            pass


def _create_share(cluster: Cluster, share: Sequence[Object]) -> None:
    listed = {"apiVersion": "v1", "kind": "List", "items": share}
    cluster.kubectl("create", "--validate=ignore", "-f", "-", stdin=json.dumps(listed))


def _furnished(cluster: Cluster, namespaces: set[str]) -> None:
    """A bare pod is forbidden until the controllers have given its namespace the service account `default`."""

    def furnished() -> bool:
        accounts = cluster.get("serviceaccounts", "-A", "--field-selector=metadata.name=default")
        return namespaces <= {a["metadata"]["namespace"] for a in accounts}

    cluster.until(furnished, "every namespace has its service account", seconds=120)


def _settle(cluster: Cluster, objects: Sequence[Object]) -> None:
    wanted = sum(_pods(o) for o in objects)

    def settled() -> bool:
        pods = [p for p in cluster.get("pods", "-A", "-l", EXPECT) if p["metadata"]["namespace"].startswith("kv-")]
        return len(pods) == wanted and all(map(_as_expected, pods))

    cluster.until(settled, f"{wanted} pods are as their labels say", seconds=SETTLING, every=2)


def _pods(made: Object) -> int:
    if PODS in made["metadata"].get("annotations", {}):
        return int(made["metadata"]["annotations"][PODS])
    match made["kind"]:
        case "Pod" | "Job":
            return 1
        case "Deployment":
            return int(made["spec"]["replicas"])
        case "DaemonSet":
            return 3
        case _:
            return 0


def _as_expected(pod: Object) -> bool:
    status = pod["status"]
    ready = {c["type"]: c["status"] for c in status.get("conditions", [])}
    containers = status.get("containerStatuses", [])
    match pod["metadata"]["labels"][EXPECT]:
        case "ready":
            return ready.get("Ready") == "True"
        case "running":
            return bool(status["phase"] == "Running" and ready.get("Ready") == "False" and containers[0]["started"])
        case "pending":
            return ready.get("PodScheduled") == "False"
        case "crashing":
            return any(c["restartCount"] > 0 for c in containers)
        case "waiting":
            return any("Image" in c["state"].get("waiting", {}).get("reason", "") for c in containers)
        case "completed":
            return bool(status["phase"] == "Succeeded")
        case _:
            return True


def _numbers(value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "nodePort":
                yield inner
            yield from _numbers(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _numbers(inner)


def _controller(cluster: Cluster) -> str:
    services = [s for s in cluster.get("services", "-n", "traefik") if s["spec"]["type"] == "LoadBalancer"]
    given = [i["ip"] for s in services for i in s["status"].get("loadBalancer", {}).get("ingress") or []]
    return given[0] if given else cluster.facts.nodes[cluster.facts.node_names[0]]
