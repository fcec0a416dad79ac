"""Ingresses served by Traefik: class, backend, application."""

from __future__ import annotations

from typing import Any

from tests.e2e.objects import Object
from tests.e2e.verdicts.build import cluster_ip, ingress, labelled, port, rule, service, site, web
from tests.e2e.verdicts.scenario import (
    DEGRADED,
    REACHABLE,
    UNREACHABLE,
    Cause,
    Door,
    Scenario,
    Verdicts,
)

FAMILY = "Ingress"
WAY = "ingress/$NS/web/$HOST/"
NAMES = {"$HOST": ("$INGRESS",)}
MIX = {"app": "mix"}
BACKEND = ("Service/web", "Deployment/web", "Ingress/web")


def _site(
    name: str,
    built: str,
    *objects: Object,
    status: int | str,
    verdict: Verdicts = REACHABLE,
    path: str = "/",
    **more: Any,
) -> Scenario:
    fields: dict[str, Any] = {
        "way": f"ingress/$NS/web/$HOST{path}",
        "doors": site(status, path=path),
        "names": NAMES,
        "needs": ("dns_hosts",),
        **more,
    }
    return Scenario(name=name, family=FAMILY, built=built, objects=objects, verdict=verdict, **fields)


def _works(name: str, built: str, *objects: Object, status: int = 200, **more: Any) -> Scenario:
    return _site(name, built, web(), cluster_ip(), *objects, status=status, **more)


def _answer(number: int) -> Object:
    return ingress(rule(path=f"/status/{number}"))


_NOBODY: Object = {
    "apiVersion": "networking.k8s.io/v1",
    "kind": "IngressClass",
    "metadata": {"name": "kv-nobody"},
    "spec": {"controller": "example.com/nobody"},
}
_SOLVER = "cm-acme-http-solver-x7k2p"

SCENARIOS = (
    _works("in-ok", "a web server behind an Ingress", ingress()),
    _works("in-exact", "an Exact path", ingress(rule(path="/only", kind="Exact")), path="/only"),
    _works("in-port-name", "the backend's port by name", ingress(rule(number="http"))),
    _works(
        "in-wildcard",
        "a wildcard host",
        ingress(rule("*.$HOST")),
        way="ingress/$NS/web/*.$HOST/",
        doors=site(200, host="any.$HOST"),
        names={"any.$HOST": ("$INGRESS",)},
    ),
    _works(
        "in-every-host",
        "a rule without a host",
        ingress(rule("", path="/kv-every-host")),
        way="ingress/$NS/web/*/kv-every-host",
        doors=site(200, host="whatever.example", path="/kv-every-host"),
        names={},
        needs=(),
    ),
    _works(
        "in-annotation",
        "the class by its old annotation",
        ingress(of_class="", annotations={"kubernetes.io/ingress.class": "traefik"}),
    ),
    _works("in-no-class", "no class, and a controller that serves such Ingresses", ingress(of_class="")),
    _works("in-404", "the application answers 404", _answer(404), path="/status/404", status=404),
    _works("in-302", "the application redirects", _answer(302), path="/status/302", status=302),
    _works("in-401", "the application wants a password", _answer(401), path="/status/401", status=401),
    _works(
        "in-acme",
        "a certificate is being asked for: the solver's Ingress beside the site's",
        ingress(),
        {
            **ingress(
                rule(path="/.well-known/acme-challenge/token", kind="ImplementationSpecific", to=_SOLVER, number=8089),
                of_class="",
                name=_SOLVER,
            ),
            "metadata": {
                "name": _SOLVER,
                "labels": {"acme.cert-manager.io/http01-solver": "true"},
                "annotations": {"kubernetes.io/ingress.class": "traefik"},
            },
        },
        service(
            port(30200, name="http", port=8089, targetPort=8089),
            name=_SOLVER,
            select={"acme.cert-manager.io/http01-solver": "true"},
            labels={"acme.cert-manager.io/http01-solver": "true"},
        ),
        labelled(
            web("http=:8089", name="solver", ports=({"containerPort": 8089},)),
            **{"acme.cert-manager.io/http01-solver": "true"},
        ),
        doors=(*site(200), *site(200, path="/.well-known/acme-challenge/token")),
    ),
    # The application's own trouble: the way in is sound, and it is said.
    *(
        _works(
            f"in-{number}",
            f"the application answers {number}",
            _answer(number),
            path=f"/status/{number}",
            status=number,
            cause=Cause(
                codes=("KP812",), subjects=("Deployment/web", *BACKEND), because=f"the application answers {number}"
            ),
        )
        for number in (500, 503)
    ),
    _works(
        "in-twice",
        "two Ingresses claim one host and path (IN-15)",
        web("http=:8081", name="other", ports=()),
        cluster_ip(port(targetPort=8081), name="other", select={"app": "other"}),
        ingress(),
        ingress(rule(to="other"), name="other"),
        undecided={"*": "each replica of Traefik picks a winner of its own"},
        cause=Cause(codes=("KP506",), subjects=("Ingress/web", "Ingress/other"), because="both claim it"),
    ),
    # Nobody serves it.
    _works(
        "in-class-missing",
        "an IngressClass that does not exist (IN-2)",
        ingress(of_class="kv-missing"),
        status=404,
        verdict=UNREACHABLE,
        cause=Cause(codes=("KP503",), subjects=("Ingress/web",), because="there is no such class"),
    ),
    _works(
        "in-class-nobody",
        "an IngressClass whose controller does not run (IN-3)",
        _NOBODY,
        ingress(of_class="kv-nobody"),
        status=404,
        verdict=UNREACHABLE,
        cause=Cause(codes=("KP504",), subjects=("IngressClass/kv-nobody",), because="nobody runs its controller"),
    ),
    _works(
        "in-no-entrypoint",
        "an annotation that names an entry point which Traefik does not have",
        ingress(annotations={"traefik.ingress.kubernetes.io/router.entrypoints": "internal"}),
        status=404,
        verdict=UNREACHABLE,
        cause=Cause(codes=("KP814",), subjects=("Ingress/web",), because="Traefik has no such entry point"),
    ),
    # The backend.
    _site(
        "in-no-service",
        "the backend Service does not exist (IN-28)",
        ingress(),
        status=404,
        verdict=UNREACHABLE,
        cause=Cause(codes=("KP501",), subjects=("Ingress/web",), because="there is no Service web"),
    ),
    _works(
        "in-no-port",
        "the backend Service has no such port (IN-29)",
        ingress(rule(number=81)),
        status=404,
        verdict=UNREACHABLE,
        cause=Cause(codes=("KP502",), subjects=("Ingress/web",), because="the Service has no port 81"),
    ),
    _works(
        "in-no-port-name",
        "the backend Service has no port of that name",
        ingress(rule(number="admin")),
        status=404,
        verdict=UNREACHABLE,
        cause=Cause(codes=("KP502",), subjects=("Ingress/web",), because="the Service has no port admin"),
    ),
    _site(
        "in-nobody",
        "the backend selects no pod (IN-30)",
        cluster_ip(),
        ingress(),
        status=404,
        verdict=UNREACHABLE,
        cause=Cause(codes=("KP301",), subjects=("Service/web",), because="the selector matches no pod"),
    ),
    _site(
        "in-unready",
        "the backend's only pod is not ready",
        web(expect="running", readinessGates=[{"conditionType": "example.com/registered"}]),
        cluster_ip(),
        ingress(),
        status=404,
        verdict=UNREACHABLE,
        cause=Cause(codes=("KP302",), subjects=("Service/web", "Deployment/web"), because="no pod is ready"),
    ),
    _site(
        "in-dead",
        "the backend's process binds 127.0.0.1: 502 (IN-32)",
        web("http=127.0.0.1:8080"),
        cluster_ip(),
        ingress(),
        status=502,
        verdict=UNREACHABLE,
        cause=Cause(codes=("KP810", "KP801"), subjects=BACKEND, because="the backend refuses"),
    ),
    _site(
        "in-target",
        "the backend's targetPort is one where nothing listens: 502",
        web(),
        cluster_ip(port(targetPort=8999)),
        ingress(),
        status=502,
        verdict=UNREACHABLE,
        cause=Cause(codes=("KP810", "KP801"), subjects=("Service/web",), because="the backend refuses"),
    ),
    _site(
        "in-mute",
        "the backend accepts and never answers: no status at all",
        web("silent=:8080"),
        cluster_ip(),
        ingress(),
        status="no answer",
        verdict=UNREACHABLE,
        cause=Cause(codes=("KP811", "KP810"), subjects=BACKEND, because="the backend does not answer"),
    ),
    _site(
        "in-resets",
        "the backend resets every connection: 502",
        web("reset=:8080"),
        cluster_ip(),
        ingress(),
        status=502,
        verdict=UNREACHABLE,
        cause=Cause(codes=("KP810",), subjects=BACKEND, because="the backend hangs up"),
    ),
    _site(
        "in-half",
        "one of two backend pods refuses: every other answer is 502",
        labelled(web(name="good"), **MIX),
        labelled(web("pause", name="bad", ports=()), **MIX),
        cluster_ip(select=MIX),
        ingress(),
        status=200,
        verdict=DEGRADED,
        doors=(Door(address="$INGRESS", port=80, sees=("open 200", "open 502"), scheme="http", host="$HOST"),),
        cause=Cause(
            codes=("KP804", "KP808", "KP810"),
            subjects=("Service/web", "Deployment/bad", "Pod/bad-*"),
            because="one endpoint of two refuses",
        ),
    ),
    _site(
        "in-external-name",
        "an ExternalName backend, which Traefik drops unless told otherwise (IN-37)",
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": "web"},
            "spec": {"type": "ExternalName", "externalName": "example.com", "ports": [{"port": 80}]},
        },
        ingress(),
        status=404,
        verdict=UNREACHABLE,
        cause=Cause(
            codes=("KP809",), subjects=("Service/web", "Ingress/web"), because="Traefik drops ExternalName backends"
        ),
    ),
    _site(
        "in-plain-443",
        "the backend's port 443 speaks plain HTTP; Traefik speaks TLS to it (IN-35)",
        web(),
        cluster_ip(port(name=None, port=443)),
        ingress(rule(number=443)),
        status=500,
        verdict=UNREACHABLE,
        cause=Cause(
            codes=("KP810",), subjects=("Service/web", "Ingress/web"), because="Traefik speaks TLS to a plain server"
        ),
    ),
)
