from __future__ import annotations

import pytest

from kprobe.model.finding import Confidence
from kprobe.model.objects.ingress import Ingress
from kprobe.model.objects.service import Service
from kprobe.model.probe import PortState
from kprobe.model.route import EntryRoute, LinkState, Route
from kprobe.model.snapshot import Gap, Resource
from tests.kit.ingress import controller_service, served_by
from tests.kit.objects import (
    ApiObject,
    cluster,
    container_port,
    deployed,
    endpoint_slice,
    gap,
    ingress,
    ingress_class,
    served,
    service,
    service_port,
)
from tests.kit.stages import link_of, predicted, routes, with_spec

BACKEND = service("web", service_port(80, target=8080, name="http"), type_="ClusterIP", selector={"app": "web"})
WEB = served(BACKEND, deployed("web"))
DEAD = served(BACKEND, deployed("web", is_ready=False))


def route(*objects: ApiObject, item: Ingress | None = None, gaps: tuple[Gap, ...] = ()) -> Route:
    found = routes(cluster(item or ingress("shop"), *objects, gaps=gaps))
    (only,) = [r for i, r in found.items() if i.startswith("ingress/")]
    return only


def pinned(*objects: ApiObject, item: Ingress | None = None, gaps: tuple[Gap, ...] = ()) -> EntryRoute:
    return route(*objects, item=item, gaps=gaps).entries[0]


def test_a_route_begins_with_the_controllers_own_and_ends_at_the_backends_process() -> None:
    entry = pinned(*WEB, *served_by())
    assert [(link.link, link.state) for link in entry.links] == [
        ("node", LinkState.OK),
        ("service-proxy", LinkState.OK),
        ("endpoints", LinkState.OK),
        ("ingress-class", LinkState.OK),
        ("rule", LinkState.OK),
        ("backend", LinkState.OK),
        ("endpoints", LinkState.OK),
        ("process", LinkState.NOT_CHECKED),
    ]
    assert [str(link.subject) for link in entry.links if link.link == "endpoints"] == [
        "Service ingress/controller",
        "Service shop/web",
    ]
    assert str(entry.links[-1].subject) == "Deployment shop/web"
    assert (predicted(entry).works, predicted(entry).states) == (True, (PortState.OPEN,))


def test_by_name_only_a_client_can_tell_where_it_leads() -> None:
    last = route(*WEB, *served_by()).entries[-1]
    assert last.entry.address == "shop.example"
    assert link_of(last, "dns").state is LinkState.NOT_CHECKED


def test_a_dead_controller_refuses_before_any_rule_counts() -> None:
    entry = pinned(*WEB, *served_by("ingress-nginx", is_ready=False))
    seen = predicted(entry)
    assert (seen.states, seen.works) == ((PortState.CLOSED, PortState.FILTERED), False)
    assert "Service ingress/controller" in seen.reason


@pytest.mark.parametrize(
    ("slug", "missing", "dead"),
    [
        ("ingress-nginx", (503,), (503,)),
        ("traefik", (404,), (404, 503)),
        ("f5-nginx", (502,), (502,)),
        ("haproxytech", (404, 503), (503,)),
    ],
)
def test_what_each_controller_answers_for_a_missing_service_and_for_no_endpoints(
    slug: str, missing: tuple[int, ...], dead: tuple[int, ...]
) -> None:
    absent = predicted(pinned(*served_by(slug)))
    assert (absent.states, absent.works, absent.statuses, absent.link) == ((PortState.OPEN,), False, missing, "backend")
    none = predicted(pinned(*DEAD, *served_by(slug)))
    assert (none.states, none.works, none.statuses, none.link) == ((PortState.OPEN,), False, dead, "endpoints")


def test_an_unrecognised_controller_may_answer_any_status() -> None:
    front = controller_service("LoadBalancer", load_balancer=("203.0.113.5",))
    objects = served(front, deployed("front", namespace="ingress", labels={"app": "controller"}))
    entry = pinned(
        *DEAD, *objects, ingress_class("nginx", "example.com/own"), item=ingress("shop", address="203.0.113.5")
    )
    assert (predicted(entry).works, predicted(entry).statuses) == (False, ())


def test_a_missing_service_blames_the_ingress() -> None:
    link = link_of(pinned(*served_by()), "backend")
    assert (link.state, link.finding, str(link.subject)) == (LinkState.BROKEN, "KP501", "Ingress shop/shop")
    assert "Service shop/web does not exist" in link.reason


@pytest.mark.parametrize(
    ("slug", "port", "state", "finding"),
    [
        ("traefik", 8080, LinkState.BROKEN, "KP502"),
        ("traefik", "metrics", LinkState.BROKEN, "KP502"),
        ("ingress-nginx", 8080, LinkState.UNKNOWN, ""),
        ("ingress-nginx", 9999, LinkState.BROKEN, "KP502"),
        ("traefik", "http", LinkState.OK, ""),
        ("traefik", 80, LinkState.OK, ""),
    ],
    ids=[
        "the pods' port",
        "a name that is not there",
        "the pods' port, which ingress-nginx takes",
        "neither port nor targetPort",
        "the port by name",
        "the port by number",
    ],
)
def test_a_port_that_the_service_has_or_has_not(slug: str, port: int | str, state: LinkState, finding: str) -> None:
    link = link_of(pinned(*WEB, *served_by(slug), item=ingress("shop", port=port)), "backend")
    assert (link.state, link.finding) == (state, finding)


@pytest.mark.parametrize("ports", [(service_port(80),), None], ids=["with the port", "without any port"])
def test_an_external_name_is_the_controllers_decision(ports: object) -> None:

    away: Service = with_spec(service("web", type_="ExternalName", external_name="db.example"), ports=ports)
    entry = pinned(away, *served_by("ingress-nginx"))
    assert (link_of(entry, "backend").state, predicted(entry).works) == (LinkState.UNKNOWN, None)


def test_traefik_makes_no_route_to_an_external_name_unless_told_to() -> None:
    """IN-37: an option that is not in the API decides, so it is possible only."""
    away: Service = with_spec(service("web", type_="ExternalName", external_name="db.example"), ports=None)
    entry = pinned(away, *served_by("traefik"))
    seen = predicted(entry)
    assert (link_of(entry, "backend").state, seen.works, seen.statuses) == (LinkState.UNKNOWN, False, (404,))
    assert seen.confidence is Confidence.POSSIBLE


@pytest.mark.parametrize(
    ("item", "extra", "state", "finding"),
    [
        pytest.param(ingress("shop"), served_by(), LinkState.OK, "", id="served"),
        pytest.param(
            ingress("shop", class_name="gone", address="203.0.113.7"),
            served_by(),
            LinkState.BROKEN,
            "KP503",
            id="no such class",
        ),
        pytest.param(ingress("shop"), (ingress_class(),), LinkState.BROKEN, "KP504", id="nobody serves the class"),
        pytest.param(
            ingress("shop", class_name=None),
            served_by(),
            LinkState.BROKEN,
            "KP505",
            id="no class, and nobody takes those",
        ),
        pytest.param(
            ingress("shop", class_name=None, address="203.0.113.7"),
            served_by(),
            LinkState.UNKNOWN,
            "",
            id="no class, but somebody gave it an address",
        ),
        pytest.param(
            ingress("shop", address="203.0.113.7"),
            (ingress_class("nginx", "example.com/own"),),
            LinkState.UNKNOWN,
            "",
            id="an unknown controller that published an address",
        ),
        pytest.param(
            ingress("shop", class_name="gce", address="203.0.113.7"), (), LinkState.UNKNOWN, "", id="a built-in class"
        ),
        pytest.param(
            ingress("shop", class_name=None, legacy_class="own", address="203.0.113.7"),
            (),
            LinkState.UNKNOWN,
            "",
            id="the legacy annotation names it",
        ),
    ],
)
def test_the_class(item: Ingress, extra: tuple[ApiObject, ...], state: LinkState, finding: str) -> None:
    found = route(*WEB, *extra, item=item)
    (link,) = [link for link in found.every_link() if link.link == "ingress-class"]
    assert (link.state, link.finding) == (state, finding)


def test_nobody_who_serves_the_class_is_a_route_that_cannot_work() -> None:
    entry = pinned(*WEB, item=ingress("shop", class_name="gone", address="203.0.113.7"))
    seen = predicted(entry)
    assert (seen.works, seen.link) == (False, "ingress-class")
    assert PortState.OPEN in seen.states  # another controller may answer at the address


@pytest.mark.parametrize(
    ("resource", "link"),
    [
        (Resource.SERVICES, "backend"),
        (Resource.ENDPOINT_SLICES, "endpoints"),
        (Resource.INGRESS_CLASSES, "ingress-class"),
    ],
)
def test_what_could_not_be_read_is_unknown_and_never_missing(resource: Resource, link: str) -> None:
    objects = served_by("ingress-nginx", controller_service("ClusterIP"), ports=(container_port(80, host=80),))
    kept = [o for o in (*WEB, *objects) if resource is not Resource.SERVICES or not isinstance(o, Service)]
    found = route(*kept, item=ingress("shop", address="192.0.2.11"), gaps=(gap(resource),))
    states = {e.link: e.state for e in found.every_link()}
    assert states[link] is LinkState.UNKNOWN
    assert all(state is not LinkState.BROKEN for state in states.values())


def test_a_running_controller_is_unknown_where_pods_cannot_be_read() -> None:
    found = route(*WEB, ingress_class(), gaps=(gap(Resource.PODS),))
    states = {e.link: e.state for e in found.every_link()}
    assert states["ingress-class"] is LinkState.UNKNOWN


def test_a_selector_that_matches_nothing_behind_a_router_is_answered_by_the_router() -> None:
    web = service("web", service_port(80), type_="ClusterIP", selector={"app": "typo"})
    entry = pinned(web, endpoint_slice("web", ports=None), *served_by())
    assert entry.links[-2].finding == "KP301"
    assert predicted(entry).statuses == (503,)


def test_a_published_address_that_nothing_here_has_is_unknown() -> None:
    entry = pinned(*WEB, *served_by(), item=ingress("shop", address="203.0.113.77"))
    assert link_of(entry, "controller").state is LinkState.UNKNOWN


def test_what_an_annotation_defines_is_its_controllers_own_matter() -> None:
    way = pinned(*served_by("traefik"), item=ingress("shop", port="use-annotation"))
    assert (link_of(way, "backend").state, predicted(way).works) == (LinkState.UNKNOWN, None)
