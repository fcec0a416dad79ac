"""Builders of what scenarios are made of. The image can be wrong in many ways: each listener is one argument."""

from __future__ import annotations

from typing import Any

from tests.e2e.objects import EXPECT, PODS, Object, deployment, on, pod_spec
from tests.e2e.verdicts.scenario import CLOSED, OPEN, Door

HTTP = ("http=:8080",)
NAMED: Object = {"name": "http", "containerPort": 8080}
NODES = ("$NODE1", "$NODE2", "$NODE3")
ADDRESSES = ("$ADDRESS1", "$ADDRESS2", "$ADDRESS3")
ADDRESSES6 = ("$ADDRESS1_6", "$ADDRESS2_6", "$ADDRESS3_6")
BOTH_FAMILIES: Object = {"ipFamilyPolicy": "PreferDualStack"}


def spec(*args: str, ports: tuple[Object, ...] = (NAMED,), container: Object | None = None, **pod: Any) -> Object:
    """A pod of one container with these listeners; `container` and `pod` add fields to either."""
    main: Object = {
        "name": "web",
        "image": "$IMAGE",
        "imagePullPolicy": "IfNotPresent",
        "args": list(args or HTTP),
        "ports": list(ports),
        **(container or {}),
    }
    return {
        "terminationGracePeriodSeconds": 0,
        "automountServiceAccountToken": False,
        "tolerations": [{"key": "node-role.kubernetes.io/control-plane", "operator": "Exists"}],
        "containers": [main],
        **pod,
    }


def web(*args: str, name: str = "web", replicas: int = 1, expect: str = "ready", **pod: Any) -> Object:
    """A Deployment whose pods have the label app=`name`."""
    return deployment(name, spec(*args, **pod), replicas=replicas, expect=expect)


def four_only(number: int, **pod: Any) -> Object:
    """A Deployment whose process binds 0.0.0.0 and nothing of IPv6, which Go does not do when told 0.0.0.0."""
    return deployment("web", pod_spec("$NGINX", listen=number, address="0.0.0.0", **pod))


def labelled(made: Object, **labels: str) -> Object:
    """The same Deployment with other labels on its pods."""
    template = made["spec"]["template"]
    wanted = {**labels, "of": made["metadata"]["name"]}
    kept = {EXPECT: template["metadata"]["labels"][EXPECT], **wanted}
    return {
        **made,
        "spec": {
            **made["spec"],
            "selector": {"matchLabels": wanted},
            "template": {**template, "metadata": {"labels": kept}},
        },
    }


def nginx(*servers: str, name: str = "web", ports: tuple[Object, ...] = (NAMED,), tls: str = "", **more: Any) -> Object:
    """A Deployment of nginx with these `server` blocks; `tls` names a Secret, whose files are in /tls."""
    fields: Object = {key: more.pop(key) for key in ("replicas", "expect", "kind") if key in more}
    return deployment(name, nginx_spec(*servers, ports=ports, tls=tls, **more), **fields)


def nginx_spec(*servers: str, ports: tuple[Object, ...] = (NAMED,), tls: str = "", **pod: Any) -> Object:
    """A pod of nginx with these `server` blocks."""
    blocks = " ".join(f"server {{ {server} }}" for server in servers)
    config = f"daemon off; user root; error_log stderr; events {{}} http {{ access_log off; {blocks} }}"
    mount: Object = {"volumeMounts": [{"name": "tls", "mountPath": "/tls"}]} if tls else {}
    volume: Object = {"volumes": [{"name": "tls", "secret": {"secretName": tls}}]} if tls else {}
    container = {
        "image": "$NGINX",
        "command": ["sh", "-c", f"echo '{config}' >/tmp/nginx.conf && exec nginx -c /tmp/nginx.conf"],
        "args": [],
        **mount,
        **pod.pop("container", {}),
    }
    return spec(ports=ports, container=container, **volume, **pod)


def shell(script: str, *, name: str = "web", replicas: int = 1, expect: str = "ready", **pod: Any) -> Object:
    """A Deployment whose container runs `script`; busybox and the workload (`workload http=:8080`) are there."""
    container = {"command": ["sh", "-c", script], "args": [], **pod.pop("container", {})}
    return web(name=name, replicas=replicas, expect=expect, container=container, **pod)


def as_kind(kind: str, made: Object, pods: int, **fields: Any) -> Object:
    """The Deployment's template as another kind of workload, of so many pods."""
    whole = {"selector": made["spec"]["selector"], "template": made["spec"]["template"], **fields}
    meta = {**made["metadata"], "annotations": {PODS: str(pods)}}
    groups = {"Job": "batch/v1", "CronJob": "batch/v1"}
    return {"apiVersion": groups.get(kind, "apps/v1"), "kind": kind, "metadata": meta, "spec": whole}


def pods_of(made: Object, number: int) -> Object:
    """The same workload, known to end with `number` pods, whatever it wants."""
    meta = {**made["metadata"], "annotations": {**made["metadata"].get("annotations", {}), PODS: str(number)}}
    return {**made, "metadata": meta}


def secret(certificate: str, *, name: str = "web-tls", host: str = "$HOST", kind: str = "kubernetes.io/tls") -> Object:
    """A Secret with a certificate for `host`; certificates.py says of which sorts there are."""
    data = {"tls.crt": f"$CRT({certificate},{host})", "tls.key": f"$KEY({certificate},{host})"}
    return {"apiVersion": "v1", "kind": "Secret", "type": kind, "metadata": {"name": name}, "data": data}


def at(node: int) -> Object:
    """Only node 1, 2 or 3."""
    return on(NODES[node - 1])


def never_ready(*args: str, name: str = "web", number: int = 8080, **pod: Any) -> Object:
    """A Deployment whose process serves but says that it is not ready."""
    probe = {"readinessProbe": {"httpGet": {"path": "/readyz", "port": number}, "periodSeconds": 1}}
    listeners = args or (f"http=:{number}",)
    return web(*listeners, "unready", name=name, expect="running", container=probe, **pod)


def host_process(*args: str, number: int, node: int = 1, name: str = "web", **pod: Any) -> Object:
    """A Deployment in the host network of a node that declares `number`."""
    declared: Object = {"ports": ({"containerPort": number},), **pod}
    return web(*(args or (f"http=:{number}",)), name=name, hostNetwork=True, **at(node), **declared)


def host_port(number: int, *, to: int = 8080, **fields: Any) -> tuple[Object, ...]:
    """A container port that is also the node's port `number`."""
    return ({"name": "http", "containerPort": to, "hostPort": number, **fields},)


def port(node_port: int = 0, **fields: Any) -> Object:
    """A Service port `http`, 80 to 8080; `node_port` 0 leaves it out; a field None too."""
    whole = {"name": "http", "port": 80, "targetPort": 8080, **({"nodePort": node_port} if node_port else {}), **fields}
    return {key: value for key, value in whole.items() if value is not None}


def service(
    *ports: Object, name: str = "web", select: Object | None = None, kind: str = "NodePort", **fields: Any
) -> Object:
    """A Service for the pods app=web, unless `select` says otherwise; `selector=None` in fields leaves it out."""
    meta: Object = {"name": name, **{k: fields.pop(k) for k in ("labels", "annotations") if k in fields}}
    whole = {
        "type": kind,
        "selector": select if select is not None else {"app": "web"},
        "ports": list(ports or (port(),)),
        **fields,
    }
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": meta,
        "spec": {key: value for key, value in whole.items() if value is not None},
    }


def slice_of(
    *addresses: str, port_name: str = "http", number: int = 8080, ready: bool = True, family: str = "IPv4"
) -> Object:
    """A hand-made EndpointSlice of the Service `web`."""
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {"name": "by-hand", "labels": {"kubernetes.io/service-name": "web"}},
        "addressType": family,
        "ports": [{"name": port_name, "port": number, "protocol": "TCP"}],
        "endpoints": [{"addresses": list(addresses), "conditions": {"ready": ready}}],
    }


def rule(
    host: str = "$HOST", path: str = "/", *, to: str = "web", number: int | str = 80, kind: str = "Prefix"
) -> Object:
    """An Ingress rule of one path; without a host it is for every host."""
    where = {"name": number} if isinstance(number, str) else {"number": number}
    paths = [{"path": path, "pathType": kind, "backend": {"service": {"name": to, "port": where}}}]
    return {"http": {"paths": paths}, **({"host": host} if host else {})}


def ingress(*rules: Object, name: str = "web", of_class: str = "traefik", tls: Any = None, **meta: Any) -> Object:
    """An Ingress; an empty `of_class` leaves the field out."""
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {"name": name, **meta},
        "spec": {
            **({"ingressClassName": of_class} if of_class else {}),
            "rules": list(rules or (rule(),)),
            **({"tls": tls} if tls else {}),
        },
    }


def cluster_ip(*ports: Object, **fields: Any) -> Object:
    """A Service that only the cluster sees."""
    return service(*ports, kind="ClusterIP", **fields)


def everywhere(number: int, sees: tuple[str, ...] = OPEN, protocol: str = "TCP") -> tuple[Door, ...]:
    """A NodePort at every node's first address."""
    return tuple(Door(address=a, port=number, sees=sees, protocol=protocol) for a in ADDRESSES)


def only_at(node: int, number: int, otherwise: tuple[str, ...] = CLOSED) -> tuple[Door, ...]:
    """Open at one node, something else at the others."""
    return tuple(
        Door(address=a, port=number, sees=OPEN if n == node else otherwise) for n, a in enumerate(ADDRESSES, 1)
    )


def at_node(node: int, number: int, sees: tuple[str, ...] = OPEN, protocol: str = "TCP") -> tuple[Door, ...]:
    """One node's first address."""
    return (Door(address=ADDRESSES[node - 1], port=number, sees=sees, protocol=protocol),)


def site(
    status: int | str, *, host: str = "$HOST", path: str = "/", scheme: str = "http", address: str = "$INGRESS"
) -> tuple[Door, ...]:
    """A page at the ingress controller."""
    number = 443 if scheme == "https" else 80
    return (Door(address=address, port=number, sees=(f"open {status}",), scheme=scheme, host=host, path=path),)
