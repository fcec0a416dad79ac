"""Services, EndpointSlices, Nodes, Ingresses and IngressClasses around the pods."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

from benchmarks.static_api.pods import App
from benchmarks.static_api.size import Size
from benchmarks.static_api.words import compact, digest, fields, node_address, node_name, suffix, time_of, uid

FIRST_NODE_PORT = 30000
CONTROLLER_ADDRESS = "203.0.113.10"
CLASS = "nginx"


def services(size: Size, apps: list[App], rng: random.Random) -> Iterator[tuple[str, str, bytes, App]]:
    """Namespace, name, JSON and workload of each Service; where workloads run out, they get a second, headless one."""
    normal = [app for app in apps if app.kind != "DaemonSet"]
    for number in range(size.services):
        app = normal[number % len(normal)]
        headless = number >= len(normal)
        name = f"{app.name}-headless" if headless else app.name
        spec: dict[str, Any] = {
            "clusterIP": "None" if headless else _cluster_ip(number),
            "clusterIPs": ["None" if headless else _cluster_ip(number)],
            "type": "ClusterIP",
            "sessionAffinity": "None",
            "ipFamilies": ["IPv4"],
            "ipFamilyPolicy": "SingleStack",
            "internalTrafficPolicy": "Cluster",
        }
        ports: list[dict[str, Any]] = [
            {"name": "http", "protocol": "TCP", "port": 80, "targetPort": "http"},
            {"name": "metrics", "protocol": "TCP", "port": 9090, "targetPort": "metrics"},
        ]
        status: dict[str, Any] = {"loadBalancer": {}}
        if app.namespace == "ingress-nginx" and not headless:
            spec |= {"type": "LoadBalancer", "allocateLoadBalancerNodePorts": False, "externalTrafficPolicy": "Cluster"}
            ports.append({"name": "https", "protocol": "TCP", "port": 443, "targetPort": "http"})
            status = {"loadBalancer": {"ingress": [{"ip": CONTROLLER_ADDRESS, "ipMode": "VIP"}]}}
        elif 0 < number <= size.node_ports:
            spec |= {"type": "NodePort", "externalTrafficPolicy": "Cluster"}
            ports[0]["nodePort"] = FIRST_NODE_PORT + number
            ports[1]["nodePort"] = FIRST_NODE_PORT + 1300 + number
        selector = {"app.kubernetes.io/instance": app.name, "app.kubernetes.io/name": app.name}
        spec |= {"ports": ports, "selector": selector}
        meta = _meta(rng, name, app.namespace, labels={**selector, "app.kubernetes.io/managed-by": "Helm"})
        applied = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": {"ports": ports}}
        meta["annotations"] = {"kubectl.kubernetes.io/last-applied-configuration": json.dumps(applied)}
        meta["managedFields"] = [
            _managed("kubectl-client-side-apply", {"metadata": {"labels": selector}, "spec": spec})
        ]
        yield app.namespace, name, compact({"metadata": meta, "spec": spec, "status": status}), app


def endpoint_slice(rng: random.Random, namespace: str, service: str, app: App) -> tuple[str, bytes]:
    """Name and JSON of a Service's only EndpointSlice."""
    name = f"{service}-{suffix(rng, 5)}"
    meta = _meta(
        rng,
        name,
        namespace,
        labels={
            "app.kubernetes.io/instance": app.name,
            "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
            "kubernetes.io/service-name": service,
        },
    )
    meta["generateName"] = f"{service}-"
    meta["ownerReferences"] = [
        {
            "apiVersion": "v1",
            "kind": "Service",
            "name": service,
            "uid": uid(rng),
            "controller": True,
            "blockOwnerDeletion": True,
        }
    ]
    ports = [
        {"name": "http", "protocol": "TCP", "port": app.port},
        {"name": "metrics", "protocol": "TCP", "port": app.port + 1000},
    ]
    value = {
        "metadata": meta,
        "addressType": "IPv4",
        "endpoints": [
            {
                "addresses": [member.ip],
                "conditions": {"ready": member.ready, "serving": member.ready, "terminating": False},
                "targetRef": {"kind": "Pod", "namespace": namespace, "name": member.name, "uid": member.uid},
                "nodeName": node_name(member.node),
                "zone": f"eu-central-1{'abc'[member.node % 3]}",
            }
            for member in app.members
        ],
        "ports": ports,
    }
    meta["managedFields"] = [_managed("kube-controller-manager", {"metadata": {"labels": meta["labels"]}})]
    meta["managedFields"][0]["fieldsV1"] |= {"f:addressType": {}, "f:endpoints": {}, "f:ports": {}}
    return name, compact(value)


def node(rng: random.Random, number: int) -> bytes:
    """One machine, with the images that it holds."""
    name = node_name(number)
    labels = {
        "beta.kubernetes.io/arch": "amd64",
        "beta.kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "node.kubernetes.io/instance-type": "m7i.4xlarge",
        "topology.kubernetes.io/region": "eu-central-1",
        "topology.kubernetes.io/zone": f"eu-central-1{'abc'[number % 3]}",
    }
    born = time_of(rng)
    amounts = {"cpu": "16", "memory": "64971312Ki", "pods": "110", "ephemeral-storage": "104845292Ki"}
    status = {
        "capacity": amounts,
        "allocatable": amounts,
        "conditions": [
            {
                "type": kind,
                "status": "True" if kind == "Ready" else "False",
                "lastHeartbeatTime": time_of(rng),
                "lastTransitionTime": born,
                "reason": f"Kubelet{kind}",
                "message": f"kubelet says so of {kind}",
            }
            for kind in ("MemoryPressure", "DiskPressure", "PIDPressure", "Ready")
        ],
        "addresses": [
            {"type": "InternalIP", "address": node_address(number)},
            {"type": "InternalDNS", "address": name},
            {"type": "Hostname", "address": name},
        ],
        "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
        "nodeInfo": {
            "machineID": digest(rng)[:32],
            "systemUUID": uid(rng),
            "bootID": uid(rng),
            "kernelVersion": "6.1.0-26-amd64",
            "osImage": "Debian GNU/Linux 12 (bookworm)",
            "containerRuntimeVersion": "containerd://2.1.4",
            "kubeletVersion": "v1.37.2",
            "kubeProxyVersion": "",
            "operatingSystem": "linux",
            "architecture": "amd64",
        },
    }
    meta = _meta(rng, name, "", labels=labels)
    meta["managedFields"] = [_managed("kubelet", {"metadata": {"labels": labels}, "status": status})]
    status["images"] = [
        {
            "names": [
                f"registry.example.com/platform/image-{image:03}@sha256:{digest(rng)}",
                f"registry.example.com/platform/image-{image:03}:1.{image}.0",
            ],
            "sizeBytes": rng.getrandbits(30),
        }
        for image in range(40)
    ]
    spec = {"podCIDR": f"10.{number >> 8}.{number & 255}.0/24", "providerID": f"aws:///eu-central-1a/i-{number:017x}"}
    return compact({"metadata": meta, "spec": spec, "status": status})


def ingress(rng: random.Random, namespace: str, service: str) -> bytes:
    """A host for a Service, by TLS, as the controller has published it."""
    host = f"{service}.{namespace}.example.com"
    backend = {"service": {"name": service, "port": {"name": "http"}}}
    spec = {
        "ingressClassName": CLASS,
        "tls": [{"hosts": [host], "secretName": f"{service}-tls"}],
        "rules": [{"host": host, "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}],
    }
    meta = _meta(rng, service, namespace, labels={"app.kubernetes.io/instance": service})
    meta["managedFields"] = [_managed("helm", {"metadata": {"labels": meta["labels"]}, "spec": spec})]
    return compact(
        {"metadata": meta, "spec": spec, "status": {"loadBalancer": {"ingress": [{"ip": CONTROLLER_ADDRESS}]}}}
    )


def ingress_class(rng: random.Random) -> bytes:
    """The only class."""
    return compact({"metadata": _meta(rng, CLASS, "", labels={}), "spec": {"controller": "k8s.io/ingress-nginx"}})


def _meta(rng: random.Random, name: str, namespace: str, *, labels: dict[str, str]) -> dict[str, Any]:
    place = {"namespace": namespace} if namespace else {}
    return {
        "name": name,
        **place,
        "uid": uid(rng),
        "resourceVersion": str(rng.getrandbits(30)),
        "generation": 1,
        "creationTimestamp": time_of(rng),
        "labels": labels,
    }


def _managed(manager: str, value: dict[str, Any]) -> dict[str, Any]:
    return {
        "manager": manager,
        "operation": "Update",
        "apiVersion": "v1",
        "time": "2026-09-01T12:00:00Z",
        "fieldsType": "FieldsV1",
        "fieldsV1": fields(value),
    }


def _cluster_ip(number: int) -> str:
    return f"10.96.{number >> 8 & 255}.{number & 255}"
