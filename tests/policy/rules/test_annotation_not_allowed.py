from __future__ import annotations

from msgspec.structs import replace

from kprobe.model.policy import IgnoreRequest
from kprobe.model.refs import Ref
from kprobe.model.report import Narrowed, Report
from tests.kit.policies import broken, held, one, said


def asking(*names: str, code: str = "KP301", namespace: str = "shop") -> Report:
    return replace(
        broken(),
        requests=tuple(
            IgnoreRequest(subject=Ref(kind="Service", namespace=namespace, name=n), code=code, reason="because")
            for n in names
        ),
    )


def test_without_any_policy_it_is_said() -> None:
    finding = one("KP915", held(asking("web")))
    assert (finding.id, finding.severity) == ("KP915/Namespace/shop", "info")
    assert finding.message == (
        "Service shop/web asks by annotation to ignore KP301, which is not allowed and has no effect"
    )
    assert finding.evidence == ("Service shop/web: KP301: because",)


def test_a_tenant_cannot_flood_the_report() -> None:
    finding = one("KP915", held(asking(*(f"web-{n}" for n in range(1000)))))
    assert "and 996 more ask by annotation to ignore KP301" in finding.message
    assert len(finding.evidence) == 4


def test_what_cannot_be_read_is_said_where_annotations_are_allowed_as_well() -> None:
    finding = one("KP915", held(asking("web", code=""), "annotations: [{namespace: shop, code: '*'}]"))
    assert "to ignore something that cannot be read" in finding.message
    assert finding.evidence == ("Service shop/web: not readable: because",)


def test_it_is_said_of_the_namespaces_that_were_asked_for() -> None:
    shown = replace(asking("web"), narrowed=Narrowed(namespaces=("shop",)))
    assert said("KP915", held(shown))
    assert said("KP915", held(replace(shown, narrowed=Narrowed(namespaces=("infra",))))) == []
    assert said("KP915", held(replace(shown, narrowed=Narrowed(selector="a=b")))) == []


def test_the_operator_may_ignore_it() -> None:
    assert held(asking("web"), "ignores: [{code: KP915, reason: known}]").ignored[0].finding.code == "KP915"


def test_is_silent_for_what_is_allowed() -> None:
    assert said("KP915", held(asking("web"), "annotations: [{namespace: shop, code: KP301}]")) == []
