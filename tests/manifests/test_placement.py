from __future__ import annotations

import msgspec
import pytest

from kprobe.manifests.placement import Wish, wish_of
from kprobe.model.objects.node import Taint
from tests.kit.checking import manifests
from tests.kit.pods import node


def wish(spec: str, kind: str = "Deployment") -> Wish:
    text = f"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: web}}\nspec: {{template: {{spec: {spec}}}}}\n"
    (only,) = manifests(text).objects
    return wish_of(only)


def fits(spec: str, kind: str = "Deployment", taint: Taint | None = None, **labels: str) -> bool:
    return wish(spec, kind).fits(node("node1", labels=labels, taints=(taint,) if taint else None))


def affinity(*requirements: str, fields: str = "") -> str:
    wanted = f"matchExpressions: [{', '.join(requirements)}]" if requirements else ""
    term = ", ".join(filter(None, (wanted, f"matchFields: [{fields}]" if fields else "")))
    required = f"requiredDuringSchedulingIgnoredDuringExecution: {{nodeSelectorTerms: [{{{term}}}]}}"
    return f"{{affinity: {{nodeAffinity: {{{required}}}}}}}"


def test_without_a_wish_any_node_will_do() -> None:
    assert fits("{}")
    assert wish("{}").anywhere


def test_a_node_selector_wants_all_its_labels() -> None:
    assert fits("{nodeSelector: {disk: ssd}}", disk="ssd")
    assert not fits("{nodeSelector: {disk: ssd, zone: a}}", disk="ssd")
    assert not wish("{nodeSelector: {disk: ssd}}").anywhere


@pytest.mark.parametrize(
    ("requirement", "labels", "fitting"),
    [
        pytest.param("{key: zone, operator: In, values: [a, b]}", {"zone": "a"}, True, id="in"),
        pytest.param("{key: zone, operator: In, values: [a, b]}", {}, False, id="in_without_label"),
        pytest.param("{key: zone, operator: NotIn, values: [a]}", {"zone": "a"}, False, id="not_in"),
        pytest.param("{key: zone, operator: NotIn, values: [a]}", {}, True, id="not_in_without_label"),
        pytest.param("{key: gpu, operator: Exists}", {"gpu": ""}, True, id="exists"),
        pytest.param("{key: gpu, operator: DoesNotExist}", {"gpu": ""}, False, id="does_not_exist"),
        pytest.param("{key: size, operator: Gt, values: ['4']}", {"size": "5"}, True, id="greater"),
        pytest.param("{key: size, operator: Lt, values: ['4']}", {"size": "5"}, False, id="less"),
        pytest.param("{key: size, operator: Gt, values: ['4']}", {"size": "big"}, False, id="no_number"),
        pytest.param("{key: size, operator: Near, values: ['4']}", {"size": "4"}, False, id="an_operator_that_is_none"),
    ],
)
def test_required_affinity_is_evaluated_as_the_scheduler_does(
    requirement: str, labels: dict[str, str], *, fitting: bool
) -> None:
    assert wish(affinity(requirement)).fits(node("node1", labels=labels)) is fitting


def test_affinity_by_name_and_without_any_term() -> None:
    assert fits(affinity(fields="{key: metadata.name, operator: In, values: [node1]}"))
    assert not fits(affinity(fields="{key: metadata.name, operator: In, values: [node2]}"))
    assert not fits(affinity())


TAINT = Taint(key="role", value="db", effect="NoSchedule")


@pytest.mark.parametrize(
    ("tolerations", "fitting"),
    [
        pytest.param("[]", False, id="none"),
        pytest.param("[{operator: Exists}]", True, id="everything"),
        pytest.param("[{key: role, operator: Exists}]", True, id="the_key"),
        pytest.param("[{key: role, value: db, effect: NoSchedule}]", True, id="this_very_one"),
        pytest.param("[{key: role, value: web}]", False, id="another_value"),
        pytest.param("[{key: role, operator: Exists, effect: NoExecute}]", False, id="another_effect"),
    ],
)
def test_taints_keep_off_what_does_not_tolerate_them(tolerations: str, *, fitting: bool) -> None:
    assert fits(f"{{tolerations: {tolerations}}}", taint=TAINT) is fitting


def test_what_a_node_suffers_from_for_a_while_and_what_is_only_preferred_keeps_nobody_off() -> None:
    assert fits("{}", taint=Taint(key="node.kubernetes.io/not-ready", effect="NoExecute"))
    assert fits("{}", taint=Taint(key="role", effect="PreferNoSchedule"))


def test_a_cordoned_node_takes_pods_of_daemon_sets_only() -> None:
    cordoned = node("node1")
    cordoned = msgspec.structs.replace(cordoned, spec=msgspec.structs.replace(cordoned.spec, unschedulable=True))
    assert not wish("{}").fits(cordoned)
    assert wish("{}", "DaemonSet").fits(cordoned)


def test_a_node_by_name_is_taken_whatever_it_is() -> None:
    assert fits("{nodeName: node1}", taint=TAINT)
    assert not fits("{nodeName: node2}")


def test_what_cannot_be_read_asks_for_nothing() -> None:
    assert wish("{tolerations: all}") == Wish()
