from __future__ import annotations

import pytest

from kprobe.model.objects.ingress import Ingress
from kprobe.model.objects.meta import Annotations
from kprobe.model.route import EntryRoute, LinkState
from tests.kit.ingress import served_by
from tests.kit.objects import ApiObject, cluster, deployed, ingress, served, service
from tests.kit.stages import link_of, predicted, routes, with_meta

WEB = served(service("web", type_="ClusterIP", selector={"app": "web"}), deployed("web"))
API = served(service("api", type_="ClusterIP", selector={"app": "api"}), deployed("api"))
OLD = ingress("old", created="2026-01-01T00:00:00Z")
NEW = ingress("new", to="api", created="2026-02-01T00:00:00Z")


def way(name: str, *objects: ApiObject, by: str = "ingress-nginx") -> EntryRoute:
    found = routes(cluster(*objects, *WEB, *API, *served_by(by)))
    (one,) = [r for i, r in found.items() if i.startswith(f"ingress/shop/{name}/")]
    return one.entries[0]


def reason(item: Ingress, *others: ApiObject, by: str = "ingress-nginx") -> str:
    link = link_of(way(item.metadata.name, item, *others, by=by), "rule")
    assert link.state is LinkState.OK
    return link.reason


@pytest.mark.parametrize(
    ("item", "by", "said"),
    [
        pytest.param(ingress("a", path="/p", path_type="Exact"), "traefik", "/p alone, not /p/", id="IN-12"),
        pytest.param(ingress("a", path="/p"), "ingress-nginx", "/p and what is below it", id="by path elements"),
        pytest.param(ingress("a", path="/p"), "traefik", "what begins with /p, be it /px", id="IN-13 Traefik"),
        pytest.param(ingress("a", path="/p"), "f5-nginx", "what begins with /p, be it /px", id="IN-13 F5"),
        pytest.param(ingress("a", path="/p/"), "traefik", "/p and what is below it", id="a slash ends the element"),
        pytest.param(ingress("a", path="/"), "traefik", "every path", id="the root"),
        pytest.param(ingress("a", path="/p", path_type="ImplementationSpecific"), "traefik", "own matter", id="IN-50"),
        pytest.param(ingress("a", "*.shop.example"), "traefik", "one label: not shop.example itself", id="IN-10"),
        pytest.param(ingress("a", ""), "traefik", "every host: every path", id="no host"),
        pytest.param(ingress("a", default_backend=True), "traefik", "that no rule takes", id="a default backend"),
    ],
)
def test_what_a_rule_matches(item: Ingress, by: str, said: str) -> None:
    assert said in reason(item, by=by)


def test_a_pattern_of_another_ingress_changes_the_whole_host() -> None:
    """IN-14."""
    pattern = with_meta(ingress("b", path="/b"), annotations=Annotations(nginx_use_regex="true"))
    assert "regular expression, as Ingress shop/b makes the whole host" in reason(ingress("a", path="/a"), pattern)
    assert "below it" in reason(ingress("a", path="/a"), ingress("b", path="/b"))


def test_an_exact_rule_takes_its_path_from_a_prefix() -> None:
    """IN-49."""
    exact = ingress("b", path="/p", path_type="Exact", to="api")
    assert "but for /p itself, which an Exact rule takes" in reason(ingress("a", path="/p"), exact)


def test_what_catches_all_is_told() -> None:
    """IN-48."""
    catcher = ingress("all", to="api", default_backend=True)
    link = link_of(way("old", OLD, catcher), "rule")
    assert link.evidence[0].startswith("what no rule takes goes to the backend of Ingress shop/all")
    assert link_of(way("old", OLD), "rule").evidence == ()


@pytest.mark.parametrize(
    ("by", "old", "new"),
    [
        ("ingress-nginx", LinkState.OK, LinkState.BROKEN),
        ("f5-nginx", LinkState.OK, LinkState.BROKEN),
        ("traefik", LinkState.UNKNOWN, LinkState.UNKNOWN),
        ("haproxytech", LinkState.UNKNOWN, LinkState.UNKNOWN),
    ],
)
def test_who_is_served_where_two_claim_one_place(by: str, old: LinkState, new: LinkState) -> None:
    """IN-15, IN-16."""
    states = {name: link_of(way(name, OLD, NEW, by=by), "rule").state for name in ("old", "new")}
    assert states == {"old": old, "new": new}


def test_the_loser_is_answered_by_others_and_the_winner_by_itself() -> None:
    lost, won = predicted(way("new", OLD, NEW)), predicted(way("old", OLD, NEW))
    assert (lost.works, lost.others_answer, lost.link) == (False, True, "rule")
    assert (won.works, won.others_answer) == (True, False)


def test_a_class_that_nobody_serves_has_no_rule_to_speak_of() -> None:
    found = routes(cluster(ingress("a", class_name="gone", address="203.0.113.9"), *WEB))
    (one,) = found.values()
    assert "rule" not in {link.link for link in one.every_link()}
