"""The rule itself: what it matches, and whether another one takes its place."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.controllers.controller import Prefix, Twice
from kprobe.cluster.ingress_rules import Rule
from kprobe.model.exposure import Exposure
from kprobe.model.finding import Confidence
from kprobe.model.objects.meta import Annotations
from kprobe.model.probe import PortState
from kprobe.model.route import Link, LinkState, Prediction
from kprobe.routes import symptoms

RULE = "rule"


def rule_link(cluster: Cluster, exposure: Exposure) -> Link | None:
    """Host and path as the controller understands them; None where nobody is known to serve the Ingress.

    Broken where the controller gives the place to an older Ingress (rows IN-15, IN-16); where each replica picks a
    winner of its own, only that is said.
    """
    path_type = exposure.id.rpartition("#")[2] if "#" in exposure.id else None
    rules = cluster.ingress_rules
    rule = rules.find(exposure.source, exposure.host or "", exposure.path or "/", path_type)
    if rule is None:
        return None
    if (doubt := _entry_points(cluster, exposure, rule)) is not None:
        return doubt
    rivals = rules.rivals(rule)
    if not rivals:
        return Link(
            link=RULE,
            subject=exposure.source,
            state=LinkState.OK,
            reason=_matches(cluster, rule),
            evidence=_catch_all(cluster, rule),
        )
    first, place = rivals[0], f"{rule.host or '*'}{rule.path or '/'}"
    twice = rule.controller.twice if rule.controller else Twice.UNKNOWN
    if twice is Twice.OLDEST and rule.age < first.age:
        reason = f"{first.ingress} claims {place} as well, and loses, as it is younger"
        return Link(link=RULE, subject=exposure.source, state=LinkState.OK, reason=reason)
    if twice in {Twice.OLDEST, Twice.HOST}:
        what = place if twice is Twice.OLDEST else f"the whole of {rule.host}"
        reason = f"{what} belongs to {first.ingress}, which is older"
        effect = Prediction(
            states=(PortState.OPEN,),
            confidence=Confidence.LIKELY,
            reason=reason,
            link=RULE,
            works=False,
            others_answer=True,
        )
        return Link(
            link=RULE, subject=exposure.source, state=LinkState.BROKEN, reason=reason, effect=effect, finding="KP506"
        )
    reason = f"{first.ingress} claims {place} as well; which of them is served, {_who(rule)}"
    return Link(link=RULE, subject=exposure.source, state=LinkState.UNKNOWN, reason=reason, finding="KP506")


def _entry_points(cluster: Cluster, exposure: Exposure, rule: Rule) -> Link | None:
    """An annotation that asks Traefik for entry points of which none is called like a port of its pods.

    Without one of them Traefik makes no router. Their names are in its options, which are not read; a chart calls the
    ports like them. Only what a client then sees can tell.
    """
    if rule.controller is None or rule.controller.slug != "traefik":
        return None
    ingress = cluster.ingresses[exposure.source.namespace, exposure.source.name]
    notes = ingress.metadata.annotations or Annotations()
    asked = {name.strip() for name in (notes.traefik_entry_points or "").split(",") if name.strip()}
    pods = cluster.controller_pods.get(rule.controller.slug, ())
    named = {p.name for pod in pods for c in pod.spec.containers or () for p in c.ports or () if p.name}
    if not asked or not named or asked & named:
        return None
    reason = (
        f"its annotation asks for the entry point{'s' if len(asked) > 1 else ''} {', '.join(sorted(asked))}, "
        f"and no port of Traefik's pods is called so, but {', '.join(sorted(named))}"
    )
    effect = symptoms.left_out((404,), RULE, reason)
    return Link(link=RULE, subject=exposure.source, state=LinkState.UNKNOWN, reason=reason, effect=effect)


def _catch_all(cluster: Cluster, rule: Rule) -> tuple[str, ...]:
    other = cluster.ingress_rules.catch_all(rule)
    if other is None:
        return ()
    return (f"what no rule takes goes to the backend of {other.ingress}, which hides routes that are missing",)


def _who(rule: Rule) -> str:
    if rule.controller is not None and rule.controller.twice is Twice.ANY:
        return f"each replica of {rule.controller.title} decides for itself"
    return "its controller decides"


def _matches(cluster: Cluster, rule: Rule) -> str:
    """In words (rows IN-10, IN-12 to IN-14, IN-48 to IN-50)."""
    if not rule.path and not rule.host:
        return "every request that no rule takes"
    host = rule.host or "every host"
    if host.startswith("*."):
        host = f"{host} (one label: not {host[2:]} itself, nor a.b{host[1:]})"
    by_regex = cluster.ingress_rules.regex_host(rule)
    if by_regex is not None:
        return f"{host}: {rule.path} is matched as a regular expression, as {by_regex.ingress} makes the whole host"
    return f"{host}: {_paths(cluster, rule)}"


def _paths(cluster: Cluster, rule: Rule) -> str:
    path = rule.path or "/"
    if rule.path_type == "Exact":
        return f"{path} alone" + ("" if path.endswith("/") else f", not {path}/")
    if rule.path_type != "Prefix":
        return f"{path}; what else that matches is its controller's own matter"
    if path == "/":
        said = "every path"
    elif rule.controller is not None and rule.controller.prefix is Prefix.CHARACTERS and not path.endswith("/"):
        said = f"what begins with {path}, be it {path}x: {rule.controller.title} does not look at path elements"
    else:
        said = f"{path.rstrip('/')} and what is below it"
    twin = cluster.ingress_rules.exact_twin(rule)
    return f"{said}, but for {path} itself, which an Exact rule takes" if twin else said
