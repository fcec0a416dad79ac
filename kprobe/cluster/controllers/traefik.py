"""Traefik: a class of its claim; classless ones too unless an option names a class (rows IC-4, IC-9, IC-23).

It makes no route where the Service, its port or every endpoint is missing (IN-28 to IN-30; its chart lets empty
Services be, which answers 503), nor to an ExternalName (IN-37) or a backend that is not a Service (IN-38). A prefix is
the beginning of a text (IN-13); of two Ingresses for one path each replica picks its own (IN-15, as measured); port 443
or a name that begins with https makes it speak TLS to the backend (IN-35).
Source: pkg/provider/kubernetes/ingress/kubernetes.go.
"""

from __future__ import annotations

from kprobe.cluster.controllers.controller import Controller, Prefix, Twice

CONTROLLER = Controller(
    slug="traefik",
    title="Traefik",
    claims=("traefik.io/ingress-controller",),
    images=("traefik",),
    labels=((("app.kubernetes.io/name", "traefik"),),),
    exposed="a LoadBalancer Service by its chart",
    classless=True,
    annotations=("traefik",),
    no_service=(404,),
    no_endpoints=(404, 503),
    refused=(502,),
    drops=True,
    prefix=Prefix.CHARACTERS,
    twice=Twice.ANY,
    external_names=False,
    resources=False,
    guesses_tls=True,
    anonymous=True,
)
