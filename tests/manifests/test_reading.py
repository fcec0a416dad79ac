from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kprobe.errors import UsageError
from kprobe.manifests.manifest import Manifests
from kprobe.manifests.reading import in_namespace, read_manifests
from kprobe.manifests.texts import Text
from kprobe.model.objects.service import Service
from tests.kit.checking import FILE, manifests

SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n"


def names(read: Manifests) -> list[str]:
    return [str(m.ref) for m in read.objects]


def refused(text: str) -> UsageError:
    with pytest.raises(UsageError) as caught:
        manifests(text)
    return caught.value


def test_documents_lists_and_lists_of_one_kind_are_read() -> None:
    text = (
        f"{SERVICE}---\napiVersion: v1\nkind: List\nitems:\n- {{apiVersion: v1, kind: Pod, metadata: {{name: a}}}}\n"
        "---\napiVersion: v1\nkind: ServiceList\nitems:\n- metadata: {name: b}\n---\n# nothing\n"
    )
    assert names(manifests(text)) == ["Service shop/web", "Pod shop/a", "Service shop/b"]


def test_what_names_no_namespace_is_of_the_one_asked_for() -> None:
    read = manifests(f"{SERVICE}---\n{SERVICE.replace('web}', 'web, namespace: infra}')}")
    assert names(read) == ["Service shop/web", "Service infra/web"]
    assert [m.object.metadata.namespace for m in read.objects] == ["shop", "infra"]


def test_what_has_no_namespace_gets_none() -> None:
    text = "apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: nginx, namespace: odd}\n"
    assert names(manifests(text)) == ["IngressClass nginx"]


def test_other_kinds_are_passed_over_and_counted() -> None:
    text = "\n---\n".join(
        f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: x}}"
        for version, kind in (("v1", "ConfigMap"), ("v1", "ConfigMap"), ("serving.knative.dev/v1", "Service"))
    )
    read = manifests(text)
    assert read.objects == ()
    assert read.passed_over == (("ConfigMap", 2), ("Service", 1))
    assert [str(r) for r in read.operated] == ["Service shop/x"]


def test_versions_that_no_server_knows_any_more_are_said() -> None:
    read = manifests("apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: old}\n")
    assert read.notes == (
        f"{FILE}:1: Ingress old is of extensions/v1beta1, which is served no more: networking.k8s.io/v1 is.",
    )


def test_what_is_no_object_is_passed_over_beside_some_and_refused_alone() -> None:
    read = manifests(f"{SERVICE}---\nimage: nginx\n---\n- a\n- b\n")
    assert names(read) == ["Service shop/web"]
    assert read.notes == ("Documents that are no Kubernetes objects were passed over: 2.",)
    assert "no Kubernetes object" in refused("image: nginx\n").message
    assert "no Kubernetes object" in refused("").message


def test_of_an_object_that_stands_twice_the_last_counts_and_that_is_said() -> None:
    read = manifests(f"{SERVICE}---\n{SERVICE.replace('80', '81')}")
    (only,) = read.objects
    assert isinstance(only.object, Service)
    assert [p.port for p in only.object.spec.ports or ()] == [81]
    assert read.notes == (f"Service web stands at {FILE}:3 and at {FILE}:8: the last counts.",)


@pytest.mark.parametrize(
    ("spec", "field", "line"),
    [
        pytest.param(
            "ports:\n  - port: 80\n    nodePort: '30080'", "spec.ports[0].nodePort", 7, id="text_for_a_number"
        ),
        pytest.param("ports: [{port: 70000}]", "spec.ports[0].port", 5, id="no_port"),
        pytest.param(
            "ports:\n  - port: 80\n    nodePort: 30080", "spec.ports[0].nodePort", 7, id="node_port_of_cluster_ip"
        ),
        pytest.param(
            "type: NodePort\n  ports:\n  - {port: 80, nodePort: 30080}\n  - {port: 81, nodePort: 30080}",
            "spec.ports[1].nodePort",
            8,
            id="one_node_port_twice",
        ),
        pytest.param("selector: {app: 5}", "spec.selector", 5, id="a_label_that_is_a_number"),
    ],
)
def test_what_the_api_server_would_refuse_is_left_out_with_its_line(spec: str, field: str, line: int) -> None:
    read = manifests(f"apiVersion: v1\nkind: Service\nmetadata: {{name: web}}\nspec:\n  {spec}\n")
    assert read.objects == ()
    (wrong,) = read.refused
    assert (str(wrong.ref), wrong.field, wrong.place.line) == ("Service shop/web", field, line)
    assert wrong.reason


def test_a_host_port_of_the_host_network_is_the_containers_own() -> None:
    text = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostNetwork: true\n  containers:\n"
        "  - {name: c, ports: [{containerPort: 80, hostPort: 8080}]}\n"
    )
    assert [r.field for r in manifests(text).refused] == ["spec.containers[0].ports[0].hostPort"]


def test_one_number_for_two_protocols_is_right() -> None:
    text = (
        "apiVersion: v1\nkind: Service\nmetadata: {name: dns}\nspec:\n  type: NodePort\n"
        "  ports: [{name: a, port: 53, nodePort: 30053}, {name: b, port: 53, nodePort: 30053, protocol: UDP}]\n"
    )
    assert manifests(text).refused == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("a: 1\n{{- if .Values.x }}\nb: 2\n", 2, id="a_line_that_is_no_yaml"),
        pytest.param(f"# {{{{ not this }}}}\n{SERVICE.replace('80', '{{ .Values.port }}')}", 5, id="a_value"),
        pytest.param(SERVICE.replace("web", "'{{ .Release.Name }}'"), 3, id="a_quoted_name"),
        pytest.param(SERVICE.replace("80", "'{{ .Values.port }}'"), 4, id="a_quoted_number"),
    ],
)
def test_a_template_that_is_not_rendered_is_told_so(text: str, line: int) -> None:
    error = refused(text)
    assert error.message == f"{FILE}:{line} is a template that has not been rendered"
    assert "helm template" in error.hint


def test_braces_in_data_are_no_template() -> None:
    read = manifests(
        f"{SERVICE}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: x}}\ndata: {{t: '{{{{ .x }}}}'}}\n"
    )
    assert names(read) == ["Service shop/web"]


def test_broken_yaml_is_refused_with_its_line() -> None:
    assert refused(f"{SERVICE}---\na: b: c\n").message.startswith(f"{FILE}:6 is not valid YAML: ")


def test_helm_hooks_that_make_pods_are_passed_over() -> None:
    hook = (
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: test\n  annotations: {helm.sh/hook: test}\n"
        "spec: {containers: [{name: c, image: x}]}\n"
    )
    assert manifests(hook).passed_over == (("Helm hook", 1),)


def test_json_is_read_with_its_lines() -> None:
    text = json.dumps({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}}, indent=1).replace(" ", "\t")
    (only,) = manifests(text).objects
    assert only.place().line == 5


def test_json_that_yaml_does_not_take_is_read_all_the_same() -> None:
    text = '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "labels": {"a": "\\ud83d\\ude00"}}}'
    assert names(manifests(text)) == ["Service shop/web"]


def test_what_comes_with_a_name_to_be_made_up_has_one() -> None:
    text = "apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: load-}\nspec: {template: {spec: {}}}\n"
    assert names(manifests(text)) == ["Job shop/load-…"]


KINDS = st.sampled_from(
    ["Service", "Pod", "Deployment", "CronJob", "Ingress", "IngressClass", "Endpoints", "List", "X"]
)
VERSIONS = st.sampled_from(["v1", "apps/v1", "batch/v1", "networking.k8s.io/v1", "example.com/v1"])
ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 70000) | st.sampled_from(["web", "TCP", "80", "{{ x }}", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["name", "namespace", "spec", "ports", "port", "nodePort", "template", "containers", "items", "kind"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


OBJECTS = st.builds(
    lambda kind, version, meta, spec: {
        "apiVersion": version,
        "kind": kind,
        "metadata": meta,
        "spec": spec,
        "items": spec,
    },
    KINDS,
    VERSIONS,
    ANY,
    ANY,
)


@settings(max_examples=100, deadline=None)
@given(st.lists(OBJECTS, min_size=1, max_size=3))
def test_any_object_is_read_refused_or_passed_over(objects: list[object]) -> None:
    text = "\n---\n".join(json.dumps(o) for o in objects)
    with suppress(UsageError):
        read = in_namespace(read_manifests([Text(name=FILE, content=text.encode())]), "shop")
        assert all(m.place().line >= 1 for m in read.objects)
