from __future__ import annotations

import pytest

from kprobe.cluster.known_controllers import (
    BUILT_IN_CLASSES,
    CONTROLLERS,
    controller_by_annotation,
    controller_by_claim,
    controller_by_image,
    controller_pods,
)
from tests.kit.objects import controller_pod, pod


@pytest.mark.parametrize(
    ("image", "slug"),
    [
        ("registry.k8s.io/ingress-nginx/controller:v1.15.1@sha256:abc", "ingress-nginx"),
        ("mirror.example:5000/ingress-nginx/controller:v1", "ingress-nginx"),
        ("docker.io/library/traefik:v3.7", "traefik"),
        ("rancher/mirrored-library-traefik:3.7", "traefik"),
        ("traefik:v3", "traefik"),
        ("nginx/nginx-ingress:5.0", "f5-nginx"),
        ("haproxytech/kubernetes-ingress:3", "haproxytech"),
        ("quay.io/jcmoraisjr/haproxy-ingress:v0.15", "haproxy-ingress"),
        ("ghcr.io/projectcontour/contour:v1.33", "contour"),
        ("docker.io/envoyproxy/envoy:v1.34", ""),
        ("kong:3.9", "kong"),
        ("nginx:1.23.1", ""),
        ("registry.example/my-traefik-dashboard:1", ""),
    ],
)
def test_a_controller_is_known_by_its_image_wherever_it_was_mirrored_to(image: str, slug: str) -> None:
    found = controller_by_image(image)
    assert (found.slug if found else "") == slug


@pytest.mark.parametrize(
    ("claim", "slug"),
    [
        ("k8s.io/ingress-nginx", "ingress-nginx"),
        ("haproxy.org/ingress-controller/prod", "haproxytech"),
        ("k8s.io/ingress-nginx-internal", ""),
        ("example.com/mine", ""),
    ],
)
def test_a_controller_is_known_by_its_claim(claim: str, slug: str) -> None:
    found = controller_by_claim(claim)
    assert (found.slug if found else "") == slug


def test_slugs_and_claims_are_unique() -> None:
    claims = [claim for c in CONTROLLERS for claim in c.claims]
    assert len({c.slug for c in CONTROLLERS}) == len(CONTROLLERS)
    assert len(set(claims)) == len(claims)


def test_pods_of_controllers_are_found() -> None:
    found = controller_pods([controller_pod(), pod("web")])
    assert {slug: [p.metadata.name for p in pods] for slug, pods in found.items()} == {
        "ingress-nginx": ["controller-1"]
    }


def test_a_controller_under_an_image_name_of_ones_own_is_known_by_its_labels() -> None:
    labels = {"app.kubernetes.io/name": "ingress-nginx", "app.kubernetes.io/component": "controller"}
    mine = pod("edge", image="registry.example/edge:7", labels=labels)
    half = pod("hook", image="registry.example/hook:7", labels={"app.kubernetes.io/name": "ingress-nginx"})
    assert [p.metadata.name for p in controller_pods([mine, half])["ingress-nginx"]] == ["edge"]


@pytest.mark.parametrize(
    ("value", "slug"), [("nginx", "ingress-nginx"), ("gce-internal", "gce"), ("alb", "aws-alb"), ("own", "")]
)
def test_what_the_old_annotation_means(value: str, slug: str) -> None:
    """IC-6."""
    found = controller_by_annotation(value)
    assert (found.slug if found else "") == slug


def test_classes_that_are_built_in_are_known_by_one_controller_each() -> None:
    assert sum(len(c.built_in) for c in CONTROLLERS) == len(BUILT_IN_CLASSES)
    assert BUILT_IN_CLASSES["contour"].slug == "contour"
