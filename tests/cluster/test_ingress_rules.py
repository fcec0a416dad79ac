from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.ingress_rules import Rule
from kprobe.model.objects.ingress import Ingress
from kprobe.model.objects.meta import Annotations
from tests.kit.ingress import served_by
from tests.kit.objects import ApiObject, cluster, ingress
from tests.kit.stages import with_meta

OLD = ingress("old", to="a", created="2026-01-01T00:00:00Z")
NEW = ingress("new", to="b", created="2026-02-01T00:00:00Z")
CATCH_ALL = ingress("all", to="c", default_backend=True)


def made(*objects: ApiObject, by: str = "ingress-nginx") -> Cluster:
    return cluster(*objects, *served_by(by))


def rule(found: Cluster, name: str) -> Rule:
    (one,) = [r for r in found.ingress_rules.all if r.ingress.name == name]
    return one


def rivals(found: Cluster, name: str) -> list[str]:
    return [r.ingress.name for r in found.ingress_rules.rivals(rule(found, name))]


def noted(item: Ingress, **notes: str) -> Ingress:
    return with_meta(item, annotations=Annotations(**notes))


def test_two_ingresses_at_one_place_are_rivals_the_oldest_first() -> None:
    """IN-15."""
    found = made(NEW, OLD)
    assert (rivals(found, "old"), rivals(found, "new")) == (["new"], ["old"])


@pytest.mark.parametrize(
    ("item", "by"),
    [
        pytest.param(ingress("new", to="a"), "ingress-nginx", id="the same backend"),
        pytest.param(ingress("new", "other.example", to="b"), "ingress-nginx", id="another host"),
        pytest.param(ingress("new", path="/api", to="b"), "ingress-nginx", id="another path"),
        pytest.param(ingress("new", path_type="Exact", to="b"), "ingress-nginx", id="exact beside prefix"),
        pytest.param(noted(NEW, nginx_canary="true"), "ingress-nginx", id="a canary"),
        pytest.param(noted(NEW, f5_mergeable="minion"), "f5-nginx", id="a mergeable one"),
        pytest.param(ingress("new", class_name="gone", to="b"), "ingress-nginx", id="a class that nobody serves"),
    ],
)
def test_no_rivals(item: Ingress, by: str) -> None:
    assert rivals(made(OLD, item, by=by), "old") == []


def test_f5_gives_the_whole_host_to_the_oldest_ingress() -> None:
    """IN-16: the owner has no rival, whatever others ask for."""
    found = made(OLD, ingress("new", path="/api", to="b"), by="f5-nginx")
    assert (rivals(found, "old"), rivals(found, "new")) == ([], ["old"])


@pytest.mark.parametrize("notes", [{"nginx_use_regex": "true"}, {"nginx_rewrite_target": "/$1"}], ids=str)
def test_a_rewrite_or_pattern_is_for_the_whole_host_of_ingress_nginx_alone(notes: dict[str, str]) -> None:
    """IN-14."""
    others = ingress("b", path="/b"), ingress("c", "other.example")
    for by, expected in (("ingress-nginx", {"a", "b"}), ("traefik", set())):
        found = made(noted(ingress("a", path="/a"), **notes), *others, by=by)
        touched = {r.ingress.name for r in found.ingress_rules.all if found.ingress_rules.regex_host(r)}
        assert touched == expected


def test_what_gets_the_requests_of_a_rule_that_is_dropped() -> None:
    """IN-48, IN-49: shorter paths of the host, and what is for every host."""
    found = made(
        ingress("api", path="/api", to="gone"),
        ingress("root", to="a"),
        ingress("deep", path="/api/v1", to="a"),
        ingress("other", "other.example", to="a"),
        CATCH_ALL,
        by="traefik",
    )
    assert {r.ingress.name for r in found.ingress_rules.behind(rule(found, "api"))} == {"root", "all"}
    catcher = found.ingress_rules.catch_all(rule(found, "api"))
    assert catcher is not None
    assert catcher.ingress.name == "all"


def test_without_a_default_backend_nothing_catches_all() -> None:
    found = made(OLD, by="traefik")
    assert found.ingress_rules.catch_all(rule(found, "old")) is None
    assert found.ingress_rules.behind(rule(found, "old")) == ()
