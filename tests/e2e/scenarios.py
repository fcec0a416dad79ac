"""What is created in the cluster: namespace → objects. No port is used twice, so that no scenario disturbs another."""

from __future__ import annotations

from tests.e2e.facts import Facts
from tests.e2e.objects import Object, deployment, ingress, on, pod, pod_spec, service

Scenarios = dict[str, list[Object]]

BOTH_FAMILIES: Object = {"ipFamilyPolicy": "PreferDualStack"}


def healthy(facts: Facts) -> Scenarios:
    """All that answers; a scan of a cluster with only this in it has nothing to complain about."""
    first, second, _ = facts.node_names
    image = facts.nginx
    plain = pod_spec(image)
    everywhere = deployment("web", pod_spec(image, **on(second)))
    scenarios = {
        "kprobe-host-network": [deployment("web", pod_spec(image, listen=8081, hostNetwork=True, **on(first)))],
        "kprobe-host-port": [
            deployment("web", pod_spec(image, ports=[{"containerPort": 80, "hostPort": 8080}], **on(second)))
        ],
        "kprobe-node-port": [everywhere, service("web", select="web", port={"nodePort": 30000})],
        "kprobe-node-port-local": [
            everywhere,
            service("web", select="web", port={"nodePort": 30001}, externalTrafficPolicy="Local"),
        ],
        "kprobe-node-port-6": [everywhere, service("web", select="web", port={"nodePort": 30006}, **BOTH_FAMILIES)],
        "kprobe-ingress": [
            deployment("web", plain, replicas=2),
            service("web", select="web", kind="ClusterIP"),
            ingress("web", "nginx.cc"),
        ],
    }
    if facts.vips:
        scenarios["kprobe-load-balancer"] = [
            deployment("web", plain),
            service("web", select="web", kind="LoadBalancer", **BOTH_FAMILIES),
        ]
    return scenarios


def broken(facts: Facts) -> Scenarios:
    """One fault each, all of them visible in the API."""
    *_, third = facts.node_names
    image = facts.nginx
    plain = pod_spec(image)
    taken = [{"containerPort": 80, "hostPort": 8090}]
    unready = {"tcpSocket": {"port": 81}, "periodSeconds": 1}
    web = deployment("web", plain)
    return {
        # The first one is bound by name, so that it has the port before the second one asks for it.
        "kprobe-port-taken": [
            pod("first", pod_spec(image, ports=taken, nodeName=third)),
            pod("second", pod_spec(image, ports=taken, **on(third)), expect="pending"),
        ],
        "kprobe-selector": [web, service("web", select="wbe", port={"nodePort": 30010})],
        "kprobe-not-ready": [
            deployment("web", pod_spec(image, readiness=unready), expect="running"),
            service("web", select="web", port={"nodePort": 30011}),
        ],
        "kprobe-target-number": [web, service("web", select="web", port={"nodePort": 30012, "targetPort": 8999})],
        "kprobe-target-name": [web, service("web", select="web", port={"nodePort": 30013, "targetPort": "htpp"})],
        "kprobe-pending": [
            web,
            service(
                "web",
                select="web",
                port={"nodePort": 30014},
                kind="LoadBalancer",
                loadBalancerClass="example.com/nobody",
            ),
        ],
        "kprobe-no-backend": [ingress("web", "gone.nginx.cc", service="gone")],
        "kprobe-no-port": [
            web,
            service("web", select="web", kind="ClusterIP"),
            ingress("web", "port.nginx.cc", port=8080),
        ],
        "kprobe-no-class": [
            web,
            service("web", select="web", kind="ClusterIP"),
            ingress("web", "class.nginx.cc", ingress_class="nobody"),
        ],
    }
