"""What the words in scenarios stand for in one cluster: `$NODE1`, `$ADDRESS1`, `$ADDRESS1_6`, `$VIP1`, `$LOST`.

Numbers of NodePorts that somebody else in the cluster already has are replaced everywhere they occur.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any

from tests.e2e.facts import Facts
from tests.e2e.verdicts.certificates import Authority
from tests.e2e.verdicts.scenario import Scenario

NODE_PORTS = range(30100, 30600)
"""What scenarios choose from; the lower two thirds are in use, the rest replaces what is taken."""

_PAIR = re.compile(r"\$(CRT|KEY)\((\w+),([^)]+)\)")
_WORD = re.compile(r"\$([A-Z][A-Z0-9_]*)")
_NUMBER = re.compile(r"(?<!\d)3[0-2]\d{3}(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """`known`: words of the cluster; `moved`: NodePorts that are taken, and what to use instead."""

    known: dict[str, str]
    moved: dict[int, int]
    authority: Authority

    def fill(self, value: Any, scenario: Scenario) -> Any:
        """`value` (text, number, list, dictionary of these) with every word of `scenario` replaced."""
        match value:
            case str():
                return self._text(value, scenario)
            case bool():
                return value
            case int():
                return self.moved.get(value, value)
            case dict():
                return {self.fill(k, scenario): self.fill(v, scenario) for k, v in value.items()}
            case list() | tuple():
                return [self.fill(item, scenario) for item in value]
            case _:
                return value

    def _text(self, text: str, scenario: Scenario) -> str:
        words = {**self.known, "NS": scenario.namespace, "HOST": host_of(scenario)}
        text = _WORD.sub(lambda m: words.get(m[1], m[0]), text)
        text = _PAIR.sub(self._pem, text)
        return _NUMBER.sub(lambda m: str(self.moved.get(int(m[0]), m[0])), text) if "$" not in text else text

    def _pem(self, match: re.Match[str]) -> str:
        make = self.authority.certificate if match[1] == "CRT" else self.authority.key
        return make(match[2], match[3])


def host_of(scenario: Scenario) -> str:
    """The host name of its Ingress."""
    return f"{scenario.name}.kv.example"


def words_of(facts: Facts, *, taken: set[int], ingress: str, wanted: set[int]) -> Words:
    """The words of a cluster. `ingress`: the controller's address; `taken`: NodePorts of others; `wanted`: of ours."""
    free = (n for n in reversed(NODE_PORTS) if n not in taken | wanted)
    nodes = facts.node_names
    known = {"IMAGE": facts.image("workload"), "NGINX": facts.nginx, "INGRESS": ingress}
    for number, node in enumerate(nodes, 1):
        known[f"NODE{number}"] = node
        known[f"ADDRESS{number}"] = facts.nodes[node]
        known[f"ADDRESS{number}_6"] = facts.nodes6.get(node, "")
    known["LOST"] = str(ip_network(f"{facts.nodes[nodes[0]]}/24", strict=False)[77])
    pool = next((p for p in map(ip_network, facts.vips) if p.version == 4), None)
    for number in range(1, 20):
        known[f"VIP{number}"] = str(ip_address(int(pool[230]) + number)) if pool else ""
    return Words(known=known, moved={n: next(free) for n in sorted(wanted & taken)}, authority=Authority())
