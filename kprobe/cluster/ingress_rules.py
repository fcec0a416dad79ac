"""Every rule of every Ingress, and which of them meet at one host and path."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from kprobe.cluster.controllers.controller import Controller, Twice
from kprobe.cluster.ingress_class import ClassResolution, ClassState
from kprobe.cluster.ingresses import acme_solver, ingress_ref
from kprobe.model.objects.ingress import Ingress, IngressBackend
from kprobe.model.objects.meta import Annotations
from kprobe.model.refs import Ref

# Nobody is known to serve these, so that they can be in nobody's way.
UNSERVED = frozenset({ClassState.MISSING, ClassState.NOT_SERVED, ClassState.NONE, ClassState.UNKNOWN})


class Rule(Struct, frozen=True, kw_only=True, gc=False):
    """One host ("": every host) and path ("" for a default backend) of an Ingress.

    `served_by` tells apart what can meet: the controller's claim and the class's name. `regex`: the Ingress asks for
    regular expressions or a rewrite. `apart`: an annotation says that it shares its place on purpose.
    """

    served_by: str
    ingress: Ref
    born: str
    host: str
    path: str
    path_type: str
    backend: IngressBackend
    controller: Controller | None = None
    regex: bool = False
    apart: bool = False

    @property
    def age(self) -> tuple[str, Ref]:
        """What sorts the oldest first."""
        return (self.born, self.ingress)

    def same_backend(self, other: Rule) -> bool:
        """Whether it makes no difference which of the two is served."""
        return (self.ingress.namespace, self.backend) == (other.ingress.namespace, other.backend)


class RuleIndex:
    """Rules by host and by place; built once for all Ingresses, so that no question costs more than its answer."""

    def __init__(self, ingresses: Iterable[Ingress], class_of: Callable[[Ingress], ClassResolution]) -> None:
        self.all: list[Rule] = []
        self._of_host: dict[tuple[str, str], list[Rule]] = defaultdict(list)
        self._at: dict[tuple[str, str, str, str], list[Rule]] = defaultdict(list)
        self._by_ingress: dict[Ref, list[Rule]] = defaultdict(list)
        self._catch_all: dict[str, Rule] = {}
        self._regex: dict[tuple[str, str], Rule] = {}
        self._owners: dict[tuple[str, str], Rule] = {}
        for ingress in ingresses:
            if acme_solver(ingress.metadata):
                continue
            resolution = class_of(ingress)
            if resolution.state not in UNSERVED:
                for rule in _rules(ingress, resolution):
                    self._add(rule)

    def _add(self, rule: Rule) -> None:
        self.all.append(rule)
        self._by_ingress[rule.ingress].append(rule)
        self._of_host[rule.served_by, rule.host].append(rule)
        self._at[rule.served_by, rule.host, rule.path, rule.path_type].append(rule)
        if not rule.host and rule.path in {"", "/"} and rule.path_type != "Exact":
            self._catch_all.setdefault(rule.served_by, rule)
        if rule.regex:
            self._regex.setdefault((rule.served_by, rule.host), rule)
        owner = self._owners.setdefault((rule.served_by, rule.host), rule)
        if not rule.apart and (owner.apart or rule.age < owner.age):
            self._owners[rule.served_by, rule.host] = rule

    def find(self, ingress: Ref, host: str, path: str, path_type: str | None = None) -> Rule | None:
        """The rule of an Ingress at a host and path."""
        return next(
            (
                r
                for r in self._by_ingress.get(ingress, ())
                if (r.host, r.path or "/") == (host, path or "/") and path_type in {None, r.path_type}
            ),
            None,
        )

    def rivals(self, rule: Rule) -> tuple[Rule, ...]:
        """Rules of other Ingresses in its place that lead elsewhere, the oldest first (row IN-15).

        Where the oldest Ingress gets the whole host, the place is the host, and only that Ingress a rival (IN-16).
        """
        if rule.apart:
            return ()
        if rule.controller is not None and rule.controller.twice is Twice.HOST and rule.host:
            owner = self._owners[rule.served_by, rule.host]
            return (owner,) if owner.ingress != rule.ingress and not _at_one(owner, rule) else ()
        others = self._at[rule.served_by, rule.host, rule.path, rule.path_type]
        met = (r for r in others if r.ingress != rule.ingress and not r.apart and not r.same_backend(rule))
        return tuple(sorted(met, key=lambda r: r.age))

    def regex_host(self, rule: Rule) -> Rule | None:
        """A rule that makes its controller match the whole host by regular expressions (row IN-14)."""
        wanted = rule.controller is not None and rule.controller.regex_hosts
        return self._regex.get((rule.served_by, rule.host)) if wanted else None

    def exact_twin(self, rule: Rule) -> Rule | None:
        """The Exact rule at a Prefix rule's very path, which wins there (row IN-49)."""
        found = self._at.get((rule.served_by, rule.host, rule.path, "Exact"), ()) if rule.path_type == "Prefix" else ()
        return next(iter(found), None)

    def catch_all(self, rule: Rule) -> Rule | None:
        """What gets the requests for hosts that no rule names, where that is not the same backend (row IN-48)."""
        found = self._catch_all.get(rule.served_by) if rule.host else None
        return found if found is not None and not found.same_backend(rule) else None

    def behind(self, rule: Rule) -> tuple[Rule, ...]:
        """Rules that get its requests where a controller makes no route of it: shorter paths, hostless ones (IN-48)."""
        anyhow = (*self._of_host[rule.served_by, rule.host], *self._of_host[rule.served_by, ""])
        return tuple(
            r
            for r in dict.fromkeys(anyhow)
            if r is not rule and covers(r, rule.path or "/") and not r.same_backend(rule)
        )


def covers(rule: Rule, path: str) -> bool:
    """Whether a rule takes requests for `path`; a pattern may, as its controller likes (IN-50)."""
    if rule.path_type == "Exact":
        return path == rule.path
    stem = rule.path.rstrip("/")
    return path == stem or path.startswith(f"{stem}/")


def _at_one(one: Rule, other: Rule) -> bool:
    return (one.path, one.path_type) == (other.path, other.path_type) and one.same_backend(other)


def _rules(ingress: Ingress, resolution: ClassResolution) -> Iterator[Rule]:
    meta, controller = ingress.metadata, resolution.controller
    notes = meta.annotations or Annotations()
    canary = controller is not None and controller.canary and notes.nginx_canary == "true"
    places = [
        (rule.host, path.path, path.path_type, path.backend)
        for rule in ingress.spec.rules or ()
        for path in ((rule.http.paths or ()) if rule.http else ())
    ]
    if ingress.spec.default_backend is not None:
        places.append(("", "", "Prefix", ingress.spec.default_backend))
    for host, path, path_type, backend in places:
        yield Rule(
            served_by=f"{resolution.claim or resolution.name} {resolution.name}",
            ingress=ingress_ref(ingress),
            born=meta.creation_timestamp or "",
            host=host,
            path=path,
            path_type=path_type,
            backend=backend,
            controller=controller,
            regex=notes.nginx_use_regex == "true" or bool(notes.nginx_rewrite_target),
            apart=canary or bool(notes.f5_mergeable),
        )
