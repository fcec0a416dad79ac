from __future__ import annotations

from kprobe.kube.resources import CONFIG_MAPS, KINDS, rules
from kprobe.model.snapshot import Resource, Snapshot


def test_every_kind_fills_a_field_of_the_snapshot() -> None:
    assert {kind.field for kind in KINDS} <= set(Snapshot.__struct_fields__)
    assert len({kind.field for kind in KINDS}) == len(KINDS)


def test_every_resource_but_the_facts_is_listed() -> None:
    assert {kind.resource for kind in KINDS} == set(Resource) - {Resource.SERVICE_PROXY, Resource.NODE_PORT_RANGE}


def test_paths_are_those_of_kubernetes() -> None:
    paths = {kind.kind: (kind.path(), kind.path("shop")) for kind in KINDS}
    assert paths["Pod"] == ("/api/v1/pods", "/api/v1/namespaces/shop/pods")
    assert paths["Ingress"][1] == "/apis/networking.k8s.io/v1/namespaces/shop/ingresses"


def test_the_rights_are_to_read_alone_and_never_secrets() -> None:
    assert {verb for rule in rules() for verb in rule.verbs} == {"get", "list"}
    assert not any("secrets" in rule.resources or "*" in (*rule.resources, *rule.api_groups) for rule in rules())


def test_the_rights_cover_every_list_and_no_configmap_but_those_read() -> None:
    granted = {(group, name) for rule in rules() for group in rule.api_groups for name in rule.resources}
    assert {(kind.group, kind.resource.value) for kind in KINDS} <= granted
    (config_maps,) = (rule for rule in rules() if "configmaps" in rule.resources)
    assert (config_maps.resource_names, config_maps.namespace) == (CONFIG_MAPS, "kube-system")
