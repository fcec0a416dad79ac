"""Pods as a real API server sends them, managedFields and all: some 9.5 KB each, nearly half of it managedFields."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.static_api.size import ENDPOINTS, Size
from benchmarks.static_api.template import Template
from benchmarks.static_api.words import address, app_name, digest, fields, node_address, node_name, suffix, time_of, uid

PODS_PER_NAMESPACE = 750
CONTROLLER, CONTROLLER_IMAGE = "ingress-nginx-controller", "registry.k8s.io/ingress-nginx/controller:v1.13.3"
_SIDECARS = 6  # every sixth workload has a second container
# What differs from pod to pod: the holes of a pod's template.
_NAME, _UID, _TOKEN, _NODE, _HOST, _IP, _BORN, _UP, _ID, _ID2, _INDEX, _VERSION = (f"@{n}@" for n in range(12))


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A pod, as far as other objects tell of it."""

    name: str
    uid: str
    node: int
    ip: str
    ready: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A workload with its pods. `kind` is Deployment, StatefulSet or DaemonSet; `port` what they listen on."""

    name: str
    namespace: str
    kind: str
    port: int
    members: tuple[Member, ...]
    pods: tuple[bytes, ...]


def apps(size: Size) -> Iterator[App]:
    """Every workload of the cluster, by namespace and name."""
    rng = random.Random(size.seed)
    normal = (size.pods - size.nodes - 3) // ENDPOINTS
    per_namespace = PODS_PER_NAMESPACE // ENDPOINTS
    ip = 256
    yield _app(rng, size, name=CONTROLLER, namespace="ingress-nginx", kind="Deployment", count=3, ip=1)
    yield _app(
        rng,
        size,
        name="node-exporter",
        namespace="monitoring",
        kind="DaemonSet",
        count=size.nodes,
        ip=0,
        host_port=9100,
    )
    rest = size.pods - size.nodes - 3 - normal * ENDPOINTS
    for number in range(normal):
        count = ENDPOINTS + (rest if number == normal - 1 else 0)
        yield _app(
            rng,
            size,
            name=app_name(number),
            namespace=f"team-{number // per_namespace:04}",
            kind="StatefulSet" if number % 10 == 9 else "Deployment",
            count=count,
            ip=ip,
        )
        ip += count


def _app(
    rng: random.Random, size: Size, *, name: str, namespace: str, kind: str, count: int, ip: int, host_port: int = 0
) -> App:
    generated = suffix(rng, 10)
    port = host_port or 8000 + rng.getrandbits(6)
    day = rng.getrandbits(4) + 1
    templates: dict[bool, Template] = {}
    members, pods = [], []
    for index in range(count):
        node = index if kind == "DaemonSet" else rng.randrange(size.nodes)
        member = Member(
            name=f"{name}-{index}" if kind == "StatefulSet" else _pod_name(rng, name, kind, generated),
            uid=uid(rng),
            node=node,
            ip=node_address(node) if host_port else address(ip + index),
            ready=rng.randrange(1000) >= size.sick,
        )
        values = (
            member.name,
            member.uid,
            suffix(rng, 5),
            node_name(node),
            node_address(node),
            member.ip,
            time_of(rng, day=day),
            time_of(rng, day=day),
            digest(rng),
            digest(rng),
            str(index),
            str(rng.getrandbits(30)),
        )
        if member.ready not in templates:
            made = _pod(random.Random(name), name, namespace, kind, generated=generated, port=port, ready=member.ready)
            templates[member.ready] = Template(made)
        members.append(member)
        pods.append(templates[member.ready].filled([value.encode() for value in values]))
    return App(name=name, namespace=namespace, kind=kind, port=port, members=tuple(members), pods=tuple(pods))


def _pod_name(rng: random.Random, name: str, kind: str, generated: str) -> str:
    return f"{name}-{generated}-{suffix(rng, 5)}" if kind == "Deployment" else f"{name}-{suffix(rng, 5)}"


def _pod(
    rng: random.Random, name: str, namespace: str, kind: str, *, generated: str, port: int, ready: bool
) -> dict[str, Any]:
    on_host = kind == "DaemonSet"
    number = rng.getrandbits(16)
    containers = [_container(rng, name, port, on_host=on_host)]
    if number % _SIDECARS == 0 and not on_host:
        containers.append(_container(rng, "metrics-proxy", 9090, on_host=False))
    spec = _spec(containers, on_host=on_host)
    status = _status(rng, containers, ready=ready)
    meta = _meta(rng, name, namespace, kind, generated)
    meta["managedFields"] = [
        {
            "manager": "kube-controller-manager",
            "operation": "Update",
            "apiVersion": "v1",
            "time": _BORN,
            "fieldsType": "FieldsV1",
            "fieldsV1": {
                "f:metadata": {
                    "f:annotations": {".": {}} | fields(meta["annotations"]),
                    "f:generateName": {},
                    "f:labels": {".": {}} | fields(meta["labels"]),
                    "f:ownerReferences": {".": {}, f'k:{{"uid":"{meta["ownerReferences"][0]["uid"]}"}}': {}},
                },
                "f:spec": fields(_as_sent(spec)),
            },
        },
        {
            "manager": "kubelet",
            "operation": "Update",
            "apiVersion": "v1",
            "time": _UP,
            "fieldsType": "FieldsV1",
            "fieldsV1": {"f:status": fields(status) | {"f:containerStatuses": {}}},
            "subresource": "status",
        },
    ]
    return {"metadata": meta, "spec": spec, "status": status}


def _as_sent(spec: dict[str, Any]) -> dict[str, Any]:
    """What the controller wrote: without what admission and the scheduler added."""

    def own(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [item for item in items if not item["name"].startswith("kube-api-access-")]

    containers = [{**c, "volumeMounts": own(c["volumeMounts"])} for c in spec["containers"]]
    sent = {**spec, "volumes": own(spec["volumes"]), "containers": containers}
    return {key: value for key, value in sent.items() if key not in {"nodeName", "tolerations", "priority"}}


def _meta(rng: random.Random, name: str, namespace: str, kind: str, generated: str) -> dict[str, Any]:
    labels = {
        "app.kubernetes.io/component": "server",
        "app.kubernetes.io/instance": name,
        "app.kubernetes.io/managed-by": "Helm",
        "app.kubernetes.io/name": name,
        "helm.sh/chart": f"{name.rpartition('-')[0]}-{rng.getrandbits(3)}.{rng.getrandbits(4)}.0",
    }
    if kind == "Deployment":
        owner, owner_kind = f"{name}-{generated}", "ReplicaSet"
        labels["pod-template-hash"] = generated
    else:
        owner, owner_kind = name, kind
        labels["controller-revision-hash"] = f"{name}-{generated}"
    if kind == "StatefulSet":
        labels |= {"apps.kubernetes.io/pod-index": _INDEX, "statefulset.kubernetes.io/pod-name": _NAME}
    return {
        "name": _NAME,
        "generateName": f"{owner}-",
        "namespace": namespace,
        "uid": _UID,
        "resourceVersion": _VERSION,
        "generation": 1,
        "creationTimestamp": _BORN,
        "labels": labels,
        "annotations": {
            "checksum/config": digest(rng),
            "kubectl.kubernetes.io/restartedAt": time_of(rng),
            "prometheus.io/path": "/metrics",
            "prometheus.io/port": "9090",
            "prometheus.io/scrape": "true",
        },
        "ownerReferences": [
            {
                "apiVersion": "apps/v1",
                "kind": owner_kind,
                "name": owner,
                "uid": uid(rng),
                "controller": True,
                "blockOwnerDeletion": True,
            }
        ],
    }


def _container(rng: random.Random, name: str, port: int, *, on_host: bool) -> dict[str, Any]:
    number = rng.getrandbits(5)
    names = ("LOG_LEVEL", "DATABASE_URL", "OTEL_EXPORTER_OTLP_ENDPOINT")
    env: list[dict[str, Any]] = [{"name": n, "value": digest(rng)[: 8 + rng.getrandbits(5)]} for n in names]
    env.append({"name": "POD_IP", "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": "status.podIP"}}})
    ports = [
        {"name": "http", "containerPort": port, "protocol": "TCP"},
        {"name": "metrics", "containerPort": port + 1000, "protocol": "TCP"},
    ]
    if on_host:
        ports = [{"name": "http", "hostPort": port, "containerPort": port, "protocol": "TCP"}]

    def probe(path: str) -> dict[str, Any]:
        get = {"path": path, "port": "http", "scheme": "HTTP"}
        return {"httpGet": get, "timeoutSeconds": 3, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3}

    return {
        "name": name,
        "image": CONTROLLER_IMAGE if name == CONTROLLER else f"registry.example.com/platform/{name}:1.{number}.0",
        "args": ["--config=/etc/app/config.yaml", f"--listen=:{port}"],
        "ports": ports,
        "env": env,
        "resources": {"limits": {"memory": "512Mi"}, "requests": {"cpu": "100m", "memory": "256Mi"}},
        "volumeMounts": [
            {"name": "config", "readOnly": True, "mountPath": "/etc/app"},
            {"name": "scratch", "mountPath": "/tmp"},
            {
                "name": f"kube-api-access-{_TOKEN}",
                "readOnly": True,
                "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount",
            },
        ],
        "livenessProbe": probe("/healthz"),
        "readinessProbe": probe("/ready"),
        "terminationMessagePath": "/dev/termination-log",
        "terminationMessagePolicy": "File",
        "imagePullPolicy": "IfNotPresent",
        "securityContext": {
            "capabilities": {"drop": ["ALL"]},
            "runAsNonRoot": True,
            "readOnlyRootFilesystem": True,
            "allowPrivilegeEscalation": False,
        },
    }


def _spec(containers: list[dict[str, Any]], *, on_host: bool) -> dict[str, Any]:
    token = {
        "name": f"kube-api-access-{_TOKEN}",
        "projected": {
            "sources": [
                {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
                {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
                {
                    "downwardAPI": {
                        "items": [
                            {"path": "namespace", "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}}
                        ]
                    }
                },
            ],
            "defaultMode": 420,
        },
    }
    return {
        "volumes": [
            {"name": "config", "configMap": {"name": f"{containers[0]['name']}-config", "defaultMode": 420}},
            {"name": "scratch", "emptyDir": {}},
            token,
        ],
        "containers": containers,
        "restartPolicy": "Always",
        "terminationGracePeriodSeconds": 30,
        "dnsPolicy": "ClusterFirstWithHostNet" if on_host else "ClusterFirst",
        "nodeSelector": {"kubernetes.io/os": "linux"},
        "serviceAccountName": containers[0]["name"],
        "serviceAccount": containers[0]["name"],
        "nodeName": _NODE,
        **({"hostNetwork": True} if on_host else {}),
        "securityContext": {"fsGroup": 2000, "seccompProfile": {"type": "RuntimeDefault"}},
        "schedulerName": "default-scheduler",
        "tolerations": [
            {"key": f"node.kubernetes.io/{k}", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}
            for k in ("not-ready", "unreachable")
        ],
        "priority": 0,
        "enableServiceLinks": True,
        "preemptionPolicy": "PreemptLowerPriority",
    }


def _status(rng: random.Random, containers: list[dict[str, Any]], *, ready: bool) -> dict[str, Any]:
    def condition(kind: str, *, is_true: bool = True) -> dict[str, Any]:
        said = {} if is_true else {"reason": "ContainersNotReady", "message": "containers with unready status: [app]"}
        return {
            "type": kind,
            "status": "True" if is_true else "False",
            "observedGeneration": 1,
            "lastProbeTime": None,
            "lastTransitionTime": _UP if kind in {"Ready", "ContainersReady", "PodReadyToStartContainers"} else _BORN,
            **said,
        }

    waits = {"reason": "CrashLoopBackOff", "message": "back-off 5m0s restarting failed container"}
    return {
        "observedGeneration": 1,
        "phase": "Running",
        "conditions": [
            condition("PodReadyToStartContainers"),
            condition("Initialized"),
            condition("Ready", is_true=ready),
            condition("ContainersReady", is_true=ready),
            condition("PodScheduled"),
        ],
        "hostIP": _HOST,
        "hostIPs": [{"ip": _HOST}],
        "podIP": _IP,
        "podIPs": [{"ip": _IP}],
        "startTime": _BORN,
        "containerStatuses": [
            {
                "name": container["name"],
                "state": {"running": {"startedAt": _UP}} if ready else {"waiting": waits},
                "lastState": {} if ready else {"terminated": {"exitCode": 1, "reason": "Error", "startedAt": _BORN}},
                "ready": ready,
                "restartCount": 0 if ready else 17,
                "image": container["image"],
                "imageID": f"{container['image'].partition(':')[0]}@sha256:{digest(rng)}",
                "containerID": f"containerd://{container_id}",
                "started": ready,
                "resources": container["resources"],
            }
            for container, container_id in zip(containers, (_ID, _ID2), strict=False)
        ],
        "qosClass": "Burstable",
    }
