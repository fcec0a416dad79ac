from __future__ import annotations

import pytest

from kprobe.cluster.balancers import Balancer, Balancers, excluded, internal, source_ranges
from kprobe.model.objects.meta import Annotations
from kprobe.model.objects.node import Taint
from tests.kit.objects import node, pod, service
from tests.kit.stages import with_meta, with_spec

WEB = service("web", type_="LoadBalancer")
SPEAKER = pod("speaker-1", namespace="metallb-system", labels={"app": "metallb"})
LABELS = {"svccontroller.k3s.cattle.io/svcname": "web", "svccontroller.k3s.cattle.io/svcnamespace": "shop"}


@pytest.mark.parametrize(
    ("pods", "claimed", "expected"),
    [
        ((), None, Balancer.UNKNOWN),
        ((SPEAKER,), None, Balancer.METALLB),
        ((SPEAKER,), "example.com/metallb", Balancer.METALLB),
        ((SPEAKER,), "example.com/other", Balancer.UNKNOWN),
        ((SPEAKER, pod("svclb-1", namespace="kube-system", labels=LABELS)), None, Balancer.K3S),
    ],
    ids=["no trace", "its pods", "its class", "another class", "pods for this very Service"],
)
def test_who_provides_an_address(pods: tuple[object, ...], claimed: str | None, expected: Balancer) -> None:
    assert Balancers(pods).of(with_spec(WEB, load_balancer_class=claimed)) is expected  # type: ignore[arg-type]


def test_nodes_that_load_balancers_leave_out() -> None:  # rows LB-4, LB-28
    label = "node.kubernetes.io/exclude-from-external-load-balancers"
    assert label in excluded(node("node1", labels={label: ""}))
    assert "autoscaler" in excluded(node("node1", taints=(Taint(key="ToBeDeletedByClusterAutoscaler"),)))
    assert "not Ready" in excluded(node("node1", is_ready=False))
    assert excluded(node("node1", taints=(Taint(key="dedicated"),))) == ""


@pytest.mark.parametrize(
    ("ranges", "four", "six"),
    [
        (("192.0.2.0/24", "2001:db8::/32"), ("192.0.2.0/24",), ("2001:db8::/32",)),
        ((" 192.0.2.0/24",), ("192.0.2.0/24",), ()),
        (("192.0.2.0/24", "::/0"), (), ()),
    ],
    ids=["each family its own", "one family", "a /0 lifts all"],
)
def test_ranges_by_family(ranges: tuple[str, ...], four: tuple[str, ...], six: tuple[str, ...]) -> None:
    web = with_spec(WEB, load_balancer_source_ranges=ranges)
    assert (source_ranges(web, "IPv4"), source_ranges(web, "IPv6")) == (four, six)


def test_internal_by_annotation_or_by_the_default_of_aws() -> None:  # rows LB-12, LB-13
    aws = with_spec(WEB, load_balancer_class="service.k8s.aws/nlb")
    assert internal(with_meta(WEB, annotations=Annotations(azure_internal="true")))
    assert internal(aws)
    assert not internal(with_meta(aws, annotations=Annotations(aws_scheme="internet-facing")))
    assert not internal(WEB)
