from __future__ import annotations

from kprobe.diagnosis.owners import owners
from kprobe.exposures.classify import classify
from kprobe.model.exposure import Entry
from tests.kit.comparing import answered
from tests.kit.ingress import served_by
from tests.kit.objects import cluster, deployed, ingress, served, service, service_port


def test_a_names_addresses_must_all_belong_to_one_port_of_services_that_serve_no_ingress() -> None:
    other = service("other", service_port(80), type_="ClusterIP", external_ips=("198.51.100.9",))
    known = owners(classify(cluster(ingress("shop"), *served(other, deployed("other")), *served_by("traefik"))))
    name = Entry(address="shop.example", port=80, scheme="http", host="shop.example", path="/")
    led = known.stranger(answered(name, addresses=("198.51.100.9",)))
    assert str(led) == "Service shop/other"
    assert known.stranger(answered(name, addresses=("198.51.100.9", "198.51.100.10"))) is None
    assert known.stranger(answered(name)) is None
    assert known.stranger(None) is None
