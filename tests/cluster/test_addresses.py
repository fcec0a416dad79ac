from __future__ import annotations

import pytest

from kprobe.cluster.addresses import declared_internal, family, scope_of, widest
from kprobe.model.exposure import Scope
from kprobe.model.objects.meta import Annotations


@pytest.mark.parametrize(
    ("address", "expected", "scope"),
    [
        pytest.param("8.8.8.8", "IPv4", Scope.INTERNET, id="a_public_ipv4_address"),
        pytest.param("10.0.0.1", "IPv4", Scope.PRIVATE, id="a_private_address"),
        pytest.param("100.64.0.1", "IPv4", Scope.PRIVATE, id="a_carrier_nat_address"),
        pytest.param("127.0.0.1", "IPv4", Scope.LOOPBACK, id="loopback"),
        pytest.param("::1", "IPv6", Scope.LOOPBACK, id="ipv6_loopback"),
        pytest.param("2606:4700::1", "IPv6", Scope.INTERNET, id="a_public_ipv6_address"),
        pytest.param("fd00::1", "IPv6", Scope.PRIVATE, id="a_unique_local_address"),
        pytest.param("lb.example", "", Scope.UNKNOWN, id="a_host_name"),
    ],
)
def test_family_and_scope_of(address: str, expected: str, scope: Scope) -> None:
    assert family(address) == expected
    assert scope_of(address) is scope


def test_the_widest_scope_wins_and_none_is_unknown() -> None:
    assert widest([Scope.LOOPBACK, Scope.PRIVATE, Scope.INTERNET]) is Scope.INTERNET
    assert widest([Scope.PRIVATE, Scope.LOOPBACK]) is Scope.PRIVATE
    assert widest([]) is Scope.UNKNOWN


@pytest.mark.parametrize(
    ("annotations", "internal"),
    [
        pytest.param(None, False, id="none"),
        pytest.param(Annotations(aws_scheme="internet-facing"), False, id="an_internet_facing_scheme"),
        pytest.param(Annotations(aws_scheme="internal"), True, id="an_internal_scheme"),
        pytest.param(Annotations(gke_type="Internal"), True, id="gke"),
        pytest.param(Annotations(azure_internal="true"), True, id="azure"),
    ],
)
def test_internal_by_annotation(annotations: Annotations | None, *, internal: bool) -> None:
    assert declared_internal(annotations) is internal
