"""The cluster under test, as a person handles it: kubectl, a client outside, and kprobe from there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.e2e.facts import Facts
from tests.e2e.objects import EXPECT, Object
from tests.e2e.report import Report
from tests.e2e.scenarios import Scenarios

KPROBE = Path(sys.executable).parent / "kprobe"
PLAIN_CLIENT = Path(__file__).with_name("plain_client.py")


class Cluster:
    """Runs commands where the facts say; raises AssertionError with the command's words where one fails."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def kubectl(self, *args: str, stdin: str | None = None) -> str:
        """What `kubectl args` prints."""
        return self._run([*self.facts.kubectl, *args], stdin=stdin).stdout

    def get(self, *args: str) -> list[Object]:
        """The objects that `kubectl get args` finds."""
        items: list[Object] = json.loads(self.kubectl("get", *args, "-o", "json"))["items"]
        return items

    def age_of_youngest(self, *args: str) -> float:
        """Seconds since the last of the objects that `kubectl get args` finds was made."""
        made = [datetime.fromisoformat(item["metadata"]["creationTimestamp"]) for item in self.get(*args)]
        return (datetime.now(UTC) - max(made)).total_seconds()

    def on_node(self, node: str, *command: str) -> str:
        """What `command` prints in the network of `node`."""
        return self._run([*self.facts.on_node(node), *command]).stdout

    def lab(self, *args: str) -> None:
        """Do what only the lab can do to a cluster."""
        assert self.facts.lab
        self._run([self.facts.lab, *args])

    def apply(self, scenarios: Scenarios) -> None:
        """Create every object in the namespace that is its scenario's name."""
        for namespace, objects in scenarios.items():
            home: Object = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}}
            placed = [{**o, "metadata": {**o["metadata"], "namespace": namespace}} for o in objects]
            self.kubectl(
                "apply", "-f", "-", stdin=json.dumps({"apiVersion": "v1", "kind": "List", "items": [home, *placed]})
            )

    def delete(self, namespaces: Iterable[str], *, wait: bool = True) -> None:
        """Remove namespaces with all that is in them; those that do not exist are no matter."""
        self.kubectl(
            "delete", "namespace", "--ignore-not-found", f"--wait={str(wait).lower()}", "--timeout=90s", *namespaces
        )

    def settle(self, scenarios: Scenarios) -> None:
        """Wait until every pod of the scenarios is what its label says it will become."""
        for namespace, objects in scenarios.items():
            wanted = sum(o["spec"].get("replicas", 1) for o in objects if o["kind"] in {"Pod", "Deployment"})

            def settled(namespace: str = namespace, wanted: int = wanted) -> bool:
                pods = [p for p in self.get("pods", "-n", namespace) if "deletionTimestamp" not in p["metadata"]]
                return len(pods) == wanted and all(map(_as_expected, pods))

            self.until(settled, f"the pods of {namespace} are as expected")

    def until(self, true: Callable[[], bool], what: str, *, seconds: float = 60, every: float = 0.5) -> None:
        """Wait for a condition; an AssertionError says what did not come."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, f"not after {seconds} s: {what}"
            time.sleep(every)

    def resolve(self, names: list[str], address: str) -> None:
        """Make names resolve to `address` for the client outside; other lines of the hosts file stay."""
        self.resolve_all(dict.fromkeys(names, (address,)))

    def resolve_all(self, names: Mapping[str, Sequence[str]]) -> None:
        """The same for names of several addresses each; none: the name stops to exist."""
        hosts = Path(self.facts.dns_hosts)
        others = [line for line in hosts.read_text().splitlines() if not set(line.split()) & set(names)]
        ours = [f"{address} {name}" for name, addresses in names.items() for address in addresses]
        hosts.write_text("".join(f"{line}\n" for line in [*others, *ours]))
        pid = hosts.with_name("dnsmasq.pid")
        if pid.exists():  # it reads its hosts once, and again when told to
            os.kill(int(pid.read_text()), signal.SIGHUP)

    def knock(self, targets: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
        """What a plain client outside sees at each address and port."""
        distinct = list(dict.fromkeys(targets))
        return dict(zip(distinct, self.look(distinct), strict=True))

    def look(self, targets: Sequence[Sequence[Any]]) -> list[str]:
        """The same for every kind of target that the plain client knows."""
        command = [*self.facts.client_prefix, sys.executable, str(PLAIN_CLIENT)]
        states: list[str] = json.loads(self._run(command, stdin=json.dumps(targets)).stdout)
        return states

    def scan(self, *options: str) -> Report:
        """`kprobe scan -o json` as a user runs it, outside the cluster."""
        command = [*self.facts.client_prefix, str(KPROBE), "scan", "-o", "json", *options]
        start = time.monotonic()
        ended = self._run(command, allow=(0, 1, 4))
        seconds = time.monotonic() - start
        return Report(json.loads(ended.stdout), exit_code=ended.returncode, stderr=ended.stderr, seconds=seconds)

    def check(self, manifests: Sequence[Object]) -> dict[str, Any]:
        """The report of `kprobe check -f - -o json` about these objects, asked outside the cluster."""
        command = [*self.facts.client_prefix, str(KPROBE), "check", "-f", "-", "-o", "json"]
        text = "---\n".join(json.dumps(item, indent=1) + "\n" for item in manifests)
        report: dict[str, Any] = json.loads(self._run(command, stdin=text, allow=(0, 1)).stdout)
        return report

    def why(self, target: str, *, columns: int) -> str:
        """What `kprobe why` prints on a terminal of this width, outside the cluster."""
        command = [*self.facts.client_prefix, "env", f"COLUMNS={columns}", str(KPROBE), "why", target]
        ended = self._run(command, allow=(0, 1, 2, 4))
        return ended.stdout or ended.stderr

    def outside(self, *command: str) -> str:
        """What `command` prints where the client stands."""
        return self._run([*self.facts.client_prefix, *command]).stdout

    def _run(
        self, command: list[str], *, stdin: str | None = None, allow: tuple[int, ...] = (0,)
    ) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "KUBECONFIG": self.facts.kubeconfig}
        ended = subprocess.run(
            command, input=stdin or "", capture_output=True, text=True, env=environment, check=False, timeout=240
        )
        assert ended.returncode in allow, f"{' '.join(command)}: exit {ended.returncode}: {ended.stderr}"
        return ended


def _as_expected(pod: dict[str, Any]) -> bool:
    conditions = {c["type"]: c["status"] for c in pod["status"].get("conditions", [])}
    match pod["metadata"]["labels"][EXPECT]:
        case "ready":
            return conditions.get("Ready") == "True"
        case "running":
            return bool(pod["status"].get("phase") == "Running")
        case _:
            return conditions.get("PodScheduled") == "False"
