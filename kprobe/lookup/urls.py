"""From a URL to the Ingress rule that takes it, or to what would have to."""

from __future__ import annotations

from difflib import get_close_matches

from msgspec.structs import replace

from kprobe.cluster.addresses import family
from kprobe.cluster.cluster import Cluster
from kprobe.lookup.addresses import find_address, names_a_place
from kprobe.lookup.asked import AddressAsked, UrlAsked
from kprobe.lookup.found import Found, ids
from kprobe.lookup.objects import others_of
from kprobe.lookup.rules import HostFit, Rule, of_host, taking, winners
from kprobe.model.exposure import Exposure
from kprobe.model.probe import Target
from kprobe.model.refs import Ref
from kprobe.model.snapshot import Resource

Exposures = tuple[Exposure, ...]
USUAL = {"http": 80, "https": 443}


def find_url(cluster: Cluster, exposures: Exposures, asked: UrlAsked) -> Found:
    """The rule that takes a request for this URL, or why none does; a bare address or node is looked up as such."""
    rules = () if family(asked.host) else of_host(cluster, exposures, asked.host)
    named = tuple(r for r in rules if r.fit in {HostFit.EXACT, HostFit.WILDCARD})
    if not named and names_a_place(cluster, exposures, asked.host):
        return _at_address(cluster, exposures, asked)
    takers = taking(rules, asked.path)
    scheme = asked.scheme or ("https" if any(r.exposure.tls for r in winners(takers or rules)) else "http")
    knock = Target(
        address=asked.host,
        port=asked.port or USUAL[scheme],
        scheme=scheme,
        host=asked.host,
        path=asked.path,
    )
    if takers:
        return _taken(cluster, exposures, takers, scheme, knock)
    if named:
        return _no_path(named, asked, knock)
    return _no_host(cluster, exposures, asked, knock)


def _taken(cluster: Cluster, exposures: Exposures, takers: tuple[Rule, ...], scheme: str, knock: Target) -> Found:
    first = winners(takers)
    chosen = tuple(r.exposure for r in first)
    return Found(
        subjects=tuple(dict.fromkeys(e.source for e in chosen)),
        matched=ids(chosen),
        others=others_of(cluster, exposures, None, chosen),
        notes=(*_said(first), *_losers(takers, first), *_scheme(first, scheme)),
        knock=knock,
    )


def _said(first: tuple[Rule, ...]) -> tuple[str, ...]:
    lines = [f"{first[0]} takes it: {_why(first[0])}"]
    if len(first) > 1:
        same = ", ".join(str(r) for r in first[1:])
        lines.append(f"as strong a claim has {same}; which one answers is the controllers' choice")
    if any(r.uncertain for r in first):
        lines.append("its pathType is ImplementationSpecific: what the path matches is the controller's own choice")
    return tuple(lines)


def _why(rule: Rule) -> str:
    host = {
        HostFit.EXACT: "its host is this one",
        HostFit.WILDCARD: f"its host {rule.exposure.host} covers this one",
        HostFit.ANY: "it has no host, so it takes every one",
        HostFit.DEFAULT: "it is a default backend, and no rule takes the request",
    }[rule.fit]
    return host if rule.fit is HostFit.DEFAULT else f"{host}, and {rule.path_type} {rule.exposure.path} matches"


def _losers(takers: tuple[Rule, ...], first: tuple[Rule, ...]) -> tuple[str, ...]:
    lost = [r for r in takers if r not in first and r.fit is not HostFit.DEFAULT]
    return tuple(f"{r} matches as well, and loses: {_weaker(r, first[0])}" for r in lost[:3])


def _weaker(loser: Rule, winner: Rule) -> str:
    if loser.fit != winner.fit:
        return "its host fits less closely"
    return "its path is shorter" if len(loser.exposure.path or "") < len(winner.exposure.path or "") else "not Exact"


def _scheme(first: tuple[Rule, ...], scheme: str) -> tuple[str, ...]:
    if scheme == "https" and not any(r.exposure.tls for r in first):
        return (
            "the Ingress names no TLS for this host: over https a client meets whatever certificate is the default",
        )
    if scheme == "http" and all(r.exposure.tls for r in first):
        return ("the Ingress has TLS for this host: kprobe asks its entries over https",)
    return ()


def _no_path(named: tuple[Rule, ...], asked: UrlAsked, knock: Target) -> Found:
    paths = ", ".join(dict.fromkeys(f"{r.exposure.path} ({r.path_type})" for r in named[:5]))
    return Found(
        subjects=tuple(dict.fromkeys(r.exposure.source for r in named)),
        others=ids([r.exposure for r in named]),
        knock=knock,
        reason=f"Ingress rules of {asked.host} have no path that takes {asked.path}: they have {paths}",
    )


def _no_host(cluster: Cluster, exposures: Exposures, asked: UrlAsked, knock: Target) -> Found:
    hosts = sorted({e.host for e in exposures if e.kind == "ingress" and e.host})
    near = get_close_matches(asked.host, hosts, n=3, cutoff=0.6)
    covered = [h for h in hosts if h.startswith("*.") and asked.host.lower().endswith(h[1:])]
    notes = []
    if covered:
        notes.append(f"{covered[0]} covers one label only, so {asked.host} is not covered")
    elif near:
        notes.append(f"the nearest hosts that rules have: {', '.join(near)}")
    elif hosts:
        notes.append(f"hosts that rules have: {', '.join(hosts[:5])}" + (" …" if len(hosts) > 5 else ""))
    known = cluster.knows(Resource.INGRESSES) and cluster.knows(Resource.SERVICES)
    reason = f"no Ingress rule has the host {asked.host}, and no load balancer or node has that name"
    return Found(
        knock=knock,
        reason=reason if known else f"{reason}, as far as Ingresses and Services could be read",
        known=known,
        notes=tuple(notes),
        others=ids([e for e in exposures if e.host in near[:1]]),
    )


def _at_address(cluster: Cluster, exposures: Exposures, asked: UrlAsked) -> Found:
    scheme = asked.scheme or "http"
    port = asked.port or USUAL[scheme]
    found = find_address(cluster, exposures, AddressAsked(address=asked.host, port=port))
    knock = Target(
        address=found.knock.address if found.knock else asked.host,
        port=port,
        scheme=scheme,
        host=asked.host,
        path=asked.path,
    )
    behind = {e.source for e in exposures if e.id in found.matched}
    rules = _behind_controller(cluster, exposures, found, asked.path)
    if not rules:
        return replace(found, knock=knock)
    chosen = tuple(r.exposure for r in winners(rules))
    return Found(
        subjects=(*found.subjects, *(s for s in dict.fromkeys(e.source for e in chosen) if s not in behind)),
        matched=(*ids(chosen), *found.matched),
        others=tuple(i for i in others_of(cluster, exposures, None, chosen) if i not in found.matched),
        notes=(*found.notes, *_said(winners(rules))),
        knock=knock,
    )


def _behind_controller(cluster: Cluster, exposures: Exposures, found: Found, path: str) -> tuple[Rule, ...]:
    """Rules without a host that are reached through the ways in that were found: an address is no host that has one."""
    through = set(found.matched)
    served = tuple(
        e for e in exposures if e.kind == "ingress" and e.host is None and any(x.via in through for x in e.entries)
    )
    return taking(of_host(cluster, served, ""), path)


def refs(exposures: Exposures) -> tuple[Ref, ...]:
    """The sources, each once."""
    return tuple(dict.fromkeys(e.source for e in exposures))
