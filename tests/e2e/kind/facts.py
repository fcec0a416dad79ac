"""Print the facts of a kind cluster for the suite: `python tests/e2e/kind/facts.py PROXY_MODE [CLUSTER]`.

The machine that runs Docker stands outside the cluster, with routes to the nodes' addresses: nothing needs a prefix.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path


def output(*command: str) -> str:
    """What `command` prints."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def facts(proxy: str, cluster: str) -> dict[str, object]:
    """What tests/e2e/README.md says that a facts file has."""
    nodes = sorted(output("kind", "get", "nodes", "--name", cluster).split())
    networks = {
        node: json.loads(output("docker", "inspect", node))[0]["NetworkSettings"]["Networks"]["kind"] for node in nodes
    }
    return {
        "kubeconfig": os.environ.get("KUBECONFIG") or str(Path.home() / ".kube" / "config"),
        "nodes": {node: network["IPAddress"] for node, network in networks.items()},
        "nodes6": {
            node: network["GlobalIPv6Address"] for node, network in networks.items() if network["GlobalIPv6Address"]
        },
        "client_prefix": [],
        "node_prefix": ["docker", "exec", "{node}"],
        "kubectl": ["kubectl"],
        "proxy": proxy,
        "node_port_range": "30000-32767",
        "dns_hosts": "/etc/hosts",
        "images": ["docker.io/library/nginx:1.23.1"],
    }


if __name__ == "__main__":
    mode, name = (*sys.argv[1:], "kprobe")[:2]
    json.dump(facts(mode, name), sys.stdout, indent=2)
