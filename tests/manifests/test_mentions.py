from __future__ import annotations

from msgspec.structs import replace

from kprobe.manifests.causes import brought
from kprobe.manifests.mentions import Mentions
from kprobe.model.finding import Confidence, Finding, Severity
from tests.kit.objects import ref

WEB, FRONT = ref("Service shop/web"), ref("Ingress shop/front")


def finding(message: str, *evidence: str, subject: str = "Service shop/other", **more: object) -> Finding:
    base = Finding(
        code="KP203",
        name="x",
        severity=Severity.WARNING,
        confidence=Confidence.CERTAIN,
        subject=ref(subject),
        message=message,
        evidence=evidence,
    )
    return replace(base, **more)


def test_objects_are_found_by_their_whole_names_subject_first() -> None:
    known = Mentions([WEB, FRONT])
    assert known.of(finding("Service shop/web and Service shop/other all have it", "Ingress shop/front.")) == (
        WEB,
        FRONT,
    )
    assert known.of(finding("x", "Service shop/web", subject="Ingress shop/front")) == (FRONT, WEB)


def test_longer_names_are_other_objects() -> None:
    known = Mentions([WEB])
    for text in (
        "Service shop/web-2 has it",
        "Service shop/web.old",
        "Service shop/website",
        "ExternalService shop/webs",
    ):
        assert known.of(finding(text)) == ()


def test_names_hold_no_pattern() -> None:
    assert Mentions([ref("Service shop/a.b")]).of(finding("Service shop/axb")) == ()
    assert Mentions([]).of(finding("Service shop/web")) == ()


def test_what_is_there_today_and_would_be_without_them_is_none_of_theirs() -> None:
    known, there = Mentions([WEB]), finding("Service shop/a and Service shop/other all have it")
    assert list(brought([there], [there], [there], known)) == []


def test_what_is_new_worse_or_names_one_of_theirs_is_brought() -> None:
    known, there = Mentions([WEB]), finding("Service shop/a and Service shop/other all have it")
    worse = replace(there, severity=Severity.ERROR)
    wider = replace(there, message="Service shop/a, Service shop/other and Service shop/web all have it")
    assert list(brought([there], [], [there], known)) == [there]
    assert list(brought([there], [there], [], known)) == [there]
    assert list(brought([worse], [there], [there], known)) == [worse]
    assert list(brought([wider], [wider], [there], known)) == [wider]
