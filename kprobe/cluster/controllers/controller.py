"""What is known about one ingress controller: how to recognise it, what it takes up, and what it answers."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

Statuses = tuple[int, ...]


class Prefix(StrEnum):
    """How a controller matches pathType Prefix: by path elements as the API says, or as the beginning of a text."""

    ELEMENTS = "elements"
    CHARACTERS = "characters"


class Twice(StrEnum):
    """Who is served where two Ingresses claim one host and path."""

    OLDEST = "the oldest"
    HOST = "the oldest, and with it the whole host"
    ANY = "whichever each replica picks"
    UNKNOWN = "not known"


class Controller(Struct, frozen=True, kw_only=True):
    """One ingress controller that is known by name.

    How to recognise it: `claims` are values of IngressClass.spec.controller; `images` the last parts of its data
    plane's image names; `labels` sets of labels of which one marks its pods, whatever their image is called.
    `in_cluster` False: its data plane is a cloud's, or runs in node agents, so no pod of its own need be found.
    `services`: names of Services that lead to it without selecting its pods ("{ingress}" stands for an Ingress's name).
    `exposed`: where it can be reached by its own defaults, in words.

    What it takes up: `classless`: an Ingress without class, by default. `built_in`: class names that it knows without
    an IngressClass. `annotations`: values of the annotation kubernetes.io/ingress.class that mean it by default.
    `annotation_first`: it follows the annotation where the field says something else.

    What it answers (HTTP statuses; empty: not known): `no_service` for a backend that does not exist or has no such
    port, `no_endpoints`, `refused` and `silent` for a pod. `drops`: it makes no route at all then, so that another
    rule of the host, or a default backend, may answer in its place. `lazy`: without any valid host it does not even
    listen.

    How it takes a rule: `prefix` matching; who wins where two claim one place (`twice`), and whether a `canary` shares
    it; `regex_hosts`: one pattern makes the whole host match by patterns; `takes_target_port` for a Service's port;
    `external_names` and `resources`: whether it routes to these (None: not known). How it speaks: `guesses_tls` to a
    backend from its port; `protocol_by_annotation` alone; `anonymous`: answers of its own have no
    Server header, and those of a backend keep theirs; `redirects_tls`: a TLS block alone sends everybody to HTTPS.
    """

    slug: str
    title: str
    claims: tuple[str, ...]
    images: tuple[str, ...] = ()
    labels: tuple[tuple[tuple[str, str], ...], ...] = ()
    in_cluster: bool = True
    services: tuple[str, ...] = ()
    exposed: str = ""
    classless: bool = False
    built_in: tuple[str, ...] = ()
    annotations: tuple[str, ...] = ()
    annotation_first: bool = False
    no_service: Statuses = ()
    no_endpoints: Statuses = ()
    refused: Statuses = (502, 503)
    silent: Statuses = (504,)
    drops: bool = False
    lazy: bool = False
    prefix: Prefix | None = None
    twice: Twice = Twice.UNKNOWN
    canary: bool = False
    regex_hosts: bool = False
    takes_target_port: bool = False
    external_names: bool | None = None
    resources: bool | None = None
    guesses_tls: bool = False
    anonymous: bool = False
    redirects_tls: bool = False
    protocol_by_annotation: bool = False
