"""Ingresses: one exposure for each host and path, reached through the controller's own ways in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from kprobe.cluster.addresses import declared_internal, scope_of, widest
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.ingress_class import ClassResolution, ClassState
from kprobe.cluster.ingresses import acme_solver, ingress_ref, published_addresses, tls_item
from kprobe.cluster.service_ports import backend_port_of
from kprobe.exposures.controller_entries import Ways, ways_at, ways_in, ways_of_its_own
from kprobe.exposures.kind import Kind
from kprobe.exposures.node_sample import NodeChoice, few
from kprobe.model.exposure import Entry, Exposure, LeftOut, Scope
from kprobe.model.objects.ingress import Ingress, IngressBackend, IngressPath
from kprobe.model.refs import Ref

# What a wildcard rule is asked for: the wildcard covers exactly one label (IngressRule.host).
WILDCARD_LABEL = "kprobe-check"
_REGEX = re.compile(r"[\[\](){}^$*+?|\\]")


class _Asked(Struct, frozen=True, kw_only=True):
    """How a rule is to be asked: the scheme, the controller's ways in that speak it, the addresses in the status.

    `left_out`: how many more addresses are in the status.
    """

    scheme: str
    ways: Ways
    published: tuple[str, ...]
    left_out: LeftOut | None


def find(cluster: Cluster, nodes: NodeChoice) -> Iterator[Exposure]:
    """Rules and default backends of every Ingress, but for the minutes-long ones that ACME solvers make."""
    ways: dict[tuple[str, str], Ways] = {}
    for ingress in cluster.snapshot.ingresses:
        if acme_solver(ingress.metadata):
            continue
        seen: set[str] = set()
        every = published_addresses(ingress)
        published = few(cluster, every, nodes, ingress_ref(ingress))
        out = len(every) - len(published)
        left_out = LeftOut(nodes=0, entries=out) if out else None
        for host, path, number in _rules(ingress):
            resolution = cluster.class_of(ingress)
            tls = covered_by_tls(ingress, host)
            scheme = "https" if tls or _https_only(ingress) else "http"
            key = (resolution.controller.slug if resolution.controller else "", scheme)
            if key not in ways:
                ways[key] = ways_in(cluster, resolution.controller, scheme)
            own = ways_of_its_own(cluster, resolution.controller, ingress_ref(ingress), scheme)
            asked = _Asked(scheme=scheme, ways=own or ways[key], published=published, left_out=left_out)
            exposure = _exposure(cluster, ingress, resolution, host=host, path=path, asked=asked)
            if number is not None and exposure.id in seen:  # the same path as Exact and as Prefix
                exposure = replace(exposure, id=f"{exposure.id}#{path.path_type}")
            seen.add(exposure.id)
            yield exposure


def covered_by_tls(ingress: Ingress, host: str) -> bool:
    """Whether spec.tls names the host."""
    return tls_item(ingress, host) is not None


def literal_path(path: IngressPath) -> str:
    """What to ask for: the path itself, or the part of it before anything that a controller may take for a pattern."""
    match = _REGEX.search(path.path)
    text = path.path[: match.start()] if match and path.path_type == "ImplementationSpecific" else path.path
    return text or "/"


def asked_host(host: str) -> str | None:
    """The name to ask for: the rule's host, one label for a wildcard, None where every host is served."""
    if not host:
        return None
    return f"{WILDCARD_LABEL}{host[1:]}" if host.startswith("*.") else host


def _rules(ingress: Ingress) -> Iterator[tuple[str, IngressPath, int | None]]:
    for number, rule in enumerate(ingress.spec.rules or ()):
        paths = rule.http.paths if rule.http and rule.http.paths else ()
        for path in paths:
            yield rule.host, path, number
        if not paths and ingress.spec.default_backend:  # a bare host goes to the default backend
            yield rule.host, IngressPath(path="/", path_type="Prefix", backend=ingress.spec.default_backend), number
    if ingress.spec.default_backend:
        yield "", IngressPath(path="", path_type="Prefix", backend=ingress.spec.default_backend), None


def _https_only(ingress: Ingress) -> bool:
    points = (ingress.metadata.annotations.traefik_entry_points or "") if ingress.metadata.annotations else ""
    return bool(points) and {p.strip() for p in points.split(",")} == {"websecure"}


def _exposure(
    cluster: Cluster, ingress: Ingress, resolution: ClassResolution, *, host: str, path: IngressPath, asked: _Asked
) -> Exposure:
    meta, scheme = ingress.metadata, asked.scheme
    ref = ingress_ref(ingress)
    backend, port, port_name = _backend(cluster, ref, path.backend)
    service = cluster.services.get((backend.namespace, backend.name)) if backend else None
    entries = tuple(
        replace(e, scheme=scheme, application="", host=asked_host(host), path=literal_path(path))
        for e in _addresses(cluster, asked)
    )
    by_name = _by_name(host, path, scheme, entries) if resolution.state not in _NOBODY else ()
    scope = widest(scope_of(e.address) for e in entries)
    return Exposure(
        id=f"ingress/{ref.namespace}/{ref.name}/{host or '*'}{path.path}",
        kind=KIND.slug,
        source=ref,
        workload=cluster.workload_behind(service) if service else None,
        scope=Scope.PRIVATE if scope is Scope.UNKNOWN and declared_internal(meta.annotations) else scope,
        entries=(*entries, *by_name),
        port=entries[0].port if entries else (443 if scheme == "https" else 80),
        service=backend,
        service_port=port,
        service_port_name=port_name,
        host=host or None,
        path=path.path or "/",
        tls=scheme == "https",
        left_out=asked.left_out,
        ingress_class=resolution.name or None,
        controller=resolution.controller.slug if resolution.controller else None,
        pending="" if entries or by_name else _no_way(resolution),
        labels=tuple(sorted((meta.labels or {}).items())),
    )


def _no_way(resolution: ClassResolution) -> str:
    """Where to look for it, where its controller's own defaults tell (rows IC-19 to IC-27)."""
    controller = resolution.controller if resolution.state not in _NOBODY else None
    usual = f"; {controller.title} usually has {controller.exposed}" if controller and controller.exposed else ""
    return f"no way in to its controller is known{usual}"


_NOBODY = frozenset({ClassState.MISSING, ClassState.NOT_SERVED, ClassState.NONE})


def _addresses(cluster: Cluster, asked: _Asked) -> tuple[Entry, ...]:
    scheme, published = asked.scheme, asked.published
    known = asked.ways or ways_at(cluster, published, scheme)
    entries = known.chosen(published)
    reached = {e.address for e in entries}
    rest = tuple(
        Entry(address=a, port=443 if scheme == "https" else 80, node=cluster.node_by_address.get(a))
        for a in published
        if a not in reached
    )
    return (*rest, *entries)


def _by_name(host: str, path: IngressPath, scheme: str, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The way that a client takes who knows the name alone: by the scheme's own port.

    A controller that is known by a NodePort only is asked there as well, as the name may lead to a node; what stands in
    front of NodePorts (an HAProxy, say) is not in the API. One of the two is enough.
    """
    name = asked_host(host)
    if name is None or not entries:
        return ()
    usual = 443 if scheme == "https" else 80
    if any(e.port == usual for e in entries):
        ports: tuple[int, ...] = (usual,)
    elif all((e.via or "").startswith("node-port/") for e in entries):
        ports = (usual, entries[0].port)
    else:
        ports = (entries[0].port,)
    return tuple(Entry(address=name, port=p, scheme=scheme, host=name, path=literal_path(path)) for p in ports)


def _backend(cluster: Cluster, ingress: Ref, backend: IngressBackend) -> tuple[Ref | None, int | None, str]:
    if backend.service is None:
        return None, None, ""
    ref = Ref(kind="Service", namespace=ingress.namespace, name=backend.service.name)
    service = cluster.services.get((ref.namespace, ref.name))
    port = backend_port_of(service, backend.service.port) if service else None
    return ref, port.port if port else (backend.service.port.number or None), backend.service.port.name


KIND = Kind(slug="ingress", title="Ingress", find=find)
