from __future__ import annotations

import pytest
from msgspec import structs

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Confidence, Severity
from kprobe.model.objects.meta import Annotations
from kprobe.model.objects.pod import ContainerPort, Pod
from kprobe.model.probe import Author
from tests.kit.comparing import Compared, answered, compared, works
from tests.kit.ingress import served_by
from tests.kit.objects import cluster, container_port, deployed, ingress, served, service
from tests.kit.shop import SHOP, shop
from tests.kit.stages import with_meta


def test_a_404_in_the_words_of_the_router() -> None:
    found = shop(lambda e: answered(e, 404, author=Author.ROUTER))
    assert (found.reports[SHOP].verdict, found.cause(SHOP)) == (Verdict.UNKNOWN, "router-not-found")
    (finding,) = found.made()
    assert (finding.code, finding.severity, finding.confidence) == ("KP814", Severity.WARNING, Confidence.POSSIBLE)


@pytest.mark.parametrize("author", [Author.ROUTE, Author.UNKNOWN])
def test_a_404_that_is_not_known_to_be_the_routers_is_the_applications(author: Author) -> None:
    found = shop(lambda e: answered(e, 404, author=author))
    assert found.reports[SHOP].verdict is Verdict.REACHABLE
    assert found.made() == ()


def test_a_page_that_every_host_gets_is_an_answer() -> None:
    assert shop(lambda e: answered(e, 200, author=Author.ROUTER)).made() == ()
    assert shop(works).made() == ()


def test_the_words_are_named_and_that_others_have_them_too() -> None:
    """SIG-3."""
    found = shop(lambda e: answered(e, 404, author=Author.ROUTER, body="404 page not found"), by="traefik")
    (finding,) = found.made()
    assert "the words are those of Traefik, and of many another program" in finding.evidence
    assert "Traefik may not have taken it up" in finding.message


def test_an_application_behind_traefik_that_names_itself_says_404_for_itself() -> None:
    found = shop(
        lambda e: answered(e, 404, author=Author.ROUTER, body="404 page not found", server="nginx", behind=True),
        by="traefik",
    )
    assert (found.reports[SHOP].verdict, found.made()) == (Verdict.REACHABLE, ())


def asking_for(points: str, *, author: Author = Author.ROUTER) -> Compared:
    """An Ingress that asks for entry points of a Traefik whose pods have ports web and websecure, and gets a 404."""
    web = service("web", type_="ClusterIP", selector={"app": "web"})
    annotated = with_meta(ingress("shop"), annotations=Annotations(traefik_entry_points=points))
    pods = tuple(
        with_ports(item, container_port(8000, name="web"), container_port(8443, name="websecure"))
        if isinstance(item, Pod)
        else item
        for item in served_by("traefik")
    )
    found = cluster(annotated, *served(web, deployed("web")), *pods)
    return compared(found, lambda e: answered(e, 404, author=author) if e.host else works(e))


def with_ports(item: Pod, *ports: ContainerPort) -> Pod:
    (container,) = item.spec.containers or ()
    return structs.replace(item, spec=structs.replace(item.spec, containers=(structs.replace(container, ports=ports),)))


def test_an_entry_point_that_traefik_does_not_have_explains_its_404() -> None:
    found = asking_for("internal")
    assert (found.reports[SHOP].verdict, found.cause(SHOP)) == (Verdict.UNREACHABLE, "router-not-found")
    (finding,) = found.made()
    assert (finding.code, finding.severity, finding.confidence) == ("KP814", Severity.ERROR, Confidence.LIKELY)
    assert "asks for the entry point internal" in finding.message


def test_one_entry_point_that_traefik_has_is_enough() -> None:
    assert asking_for("web, internal").reports[SHOP].verdict is Verdict.UNKNOWN


def test_an_entry_point_of_another_name_that_answers_is_there() -> None:
    assert asking_for("internal", author=Author.ROUTE).reports[SHOP].verdict is Verdict.REACHABLE
