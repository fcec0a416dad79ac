"""Ingresses, certificates and names, further."""

from __future__ import annotations

from typing import Any

from tests.e2e.objects import Object
from tests.e2e.verdicts.build import (
    as_kind,
    cluster_ip,
    everywhere,
    ingress,
    never_ready,
    nginx,
    port,
    rule,
    secret,
    service,
    site,
    web,
)
from tests.e2e.verdicts.scenario import (
    DEGRADED,
    REACHABLE,
    UNKNOWN,
    UNREACHABLE,
    Cause,
    Door,
    Scenario,
    Verdicts,
)

FAMILY = "site"
WAY = "ingress/$NS/web/$HOST/"
NAMES = {"$HOST": ("$INGRESS",)}


def _site(
    name: str,
    built: str,
    *objects: Object,
    sees: int | str = 200,
    verdict: Verdicts = REACHABLE,
    codes: tuple[str, ...] = (),
    because: str = "",
    subjects: tuple[str, ...] = ("Ingress/web",),
    **more: Any,
) -> Scenario:
    """By http, unless the doors say otherwise; broken where there are codes."""
    fields: dict[str, Any] = {"way": WAY, "doors": site(sees), "names": NAMES, "needs": ("dns_hosts",), **more}
    return Scenario(
        name=name,
        family=FAMILY,
        built=built,
        objects=objects,
        verdict=verdict,
        cause=Cause(codes=codes, subjects=subjects, because=because) if codes else None,
        **fields,
    )


def _works(name: str, built: str, *objects: Object, **more: Any) -> Scenario:
    return _site(name, built, web(), cluster_ip(), *objects, **more)


def _secure(name: str, built: str, *objects: Object, sees: str, **more: Any) -> Scenario:
    """By https."""
    offered = [{"hosts": ["$HOST"], "secretName": "web-tls"}]
    fields: dict[str, Any] = {"doors": site(f"200, {sees}", scheme="https"), "needs": ("dns_hosts", "vips"), **more}
    return _works(name, built, *objects, ingress(rule(), tls=offered), **fields)


_BAD_CERTIFICATE: dict[str, Any] = {"sees": "certificate for another name", "codes": ("KP813",)}
_OTHER_KEY = {**secret("good"), "data": {"tls.crt": "$CRT(good,$HOST)", "tls.key": "$KEY(another,$HOST)"}}
_OPAQUE_EMPTY: Object = {
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {"name": "web-tls"},
    "stringData": {"cert": "none"},
}

SCENARIOS = (
    # Healthy.
    _works(
        "si-slash",
        "a path with a slash at its end",
        ingress(rule(path="/app/")),
        way=f"{WAY}app/",
        doors=site(200, path="/app/"),
    ),
    _works(
        "si-exact-beside",
        "an Exact path beside a Prefix of the same name, with backends of their own",
        web("http=:8081", name="other", ports=()),
        cluster_ip(port(targetPort=8081), name="other", select={"app": "other"}),
        ingress(rule(path="/app"), rule(path="/app", kind="Exact", to="other")),
        way=f"{WAY}app",
        doors=(*site(200, path="/app"), *site(200, path="/app/x")),
    ),
    _works(
        "si-number-name",
        "a backend's port by number, where the Service's port has another name and target",
        web("http=:8090", name="other", ports=({"name": "admin-ui", "containerPort": 8090},)),
        cluster_ip(port(name="ui", port=9000, targetPort="admin-ui"), name="other", select={"app": "other"}),
        ingress(rule(to="other", number=9000)),
    ),
    _site(
        "si-headless",
        "a headless backend: Traefik goes to the pods",
        web(),
        cluster_ip(port(port=8080), clusterIP="None"),
        ingress(rule(number=8080)),
    ),
    _site(
        "si-node-port",
        "a backend of type NodePort: both ways work",
        web(),
        service(port(30520)),
        ingress(),
        others=(("node-port/$NS/web/80/TCP", REACHABLE),),
        doors=(*site(200), *everywhere(30520)),
    ),
    _site(
        "si-stateful",
        "a StatefulSet of two behind an Ingress",
        as_kind("StatefulSet", web(), 2, replicas=2, serviceName="web"),
        cluster_ip(),
        ingress(),
    ),
    _works(
        "si-two-ingresses",
        "one host in two Ingresses, a path each",
        ingress(),
        ingress(rule(path="/api"), name="api"),
        others=(("ingress/$NS/api/$HOST/api", REACHABLE),),
        doors=(*site(200), *site(200, path="/api")),
    ),
    _works(
        "si-many-hosts",
        "two hosts in one Ingress",
        ingress(rule(), rule("www.$HOST")),
        names={"$HOST": ("$INGRESS",), "www.$HOST": ("$INGRESS",)},
        others=(("ingress/$NS/web/www.$HOST/", REACHABLE),),
        doors=(*site(200), *site(200, host="www.$HOST")),
    ),
    _works(
        "si-all-nodes",
        "the name leads to every node, each with the controller's host port",
        ingress(),
        names={"$HOST": ("$ADDRESS1", "$ADDRESS2", "$ADDRESS3")},
    ),
    _works(
        "si-six-name",
        "the name leads to the controller's node by IPv6 as well",
        ingress(),
        names={"$HOST": ("$ADDRESS1", "$ADDRESS1_6")},
        needs=("dns_hosts", "nodes6"),
    ),
    _works(
        "si-star",
        "a wildcard certificate for one level up",
        secret("star", host="shop.$HOST"),
        ingress(rule("shop.$HOST"), tls=[{"hosts": ["shop.$HOST"], "secretName": "web-tls"}]),
        way="ingress/$NS/web/shop.$HOST/",
        doors=site("200, good certificate", scheme="https", host="shop.$HOST"),
        names={"shop.$HOST": ("$INGRESS",)},
        needs=("dns_hosts", "vips"),
    ),
    _secure(
        "si-opaque", "a certificate in a Secret of type Opaque", secret("good", kind="Opaque"), sees="good certificate"
    ),
    _site(
        "si-local-backend",
        "a backend with internalTrafficPolicy Local, which Traefik passes by",
        web(),
        cluster_ip(internalTrafficPolicy="Local"),
        ingress(),
    ),
    # Backends.
    _works(
        "si-target-number",
        "the Ingress names the container's port, not the Service's",
        ingress(rule(number=8080)),
        sees=404,
        verdict=UNREACHABLE,
        codes=("KP502",),
        because="the Service's port is 80",
    ),
    _site(
        "si-other-namespace",
        "the backend Service lives in another namespace",
        {**web(), "metadata": {"name": "web", "namespace": "$NS-of-pods"}},
        {**cluster_ip(), "metadata": {"name": "web", "namespace": "$NS-of-pods"}},
        ingress(),
        sees=404,
        verdict=UNREACHABLE,
        codes=("KP501",),
        because="there is no such Service in this namespace",
    ),
    _site(
        "si-udp",
        "a backend Service that has a UDP port alone",
        web("udp=:8080"),
        cluster_ip(port(protocol="UDP")),
        ingress(),
        sees=502,
        verdict=UNREACHABLE,
        codes=("KP502", "KP810"),
        because="the Service's port is UDP",
        subjects=("Ingress/web", "Service/web"),
        doors=(Door(address="$INGRESS", port=80, sees=("open 502", "open 404"), scheme="http", host="$HOST"),),
    ),
    _site(
        "si-name-target",
        "the backend's targetPort is a name that no pod has",
        web(),
        cluster_ip(port(targetPort="htpp")),
        ingress(),
        sees=404,
        verdict=UNREACHABLE,
        codes=("KP303",),
        because="no container port is called htpp",
        subjects=("Service/web",),
        doors=(
            Door(address="$INGRESS", port=80, sees=("open 503", "open 404", "open 502"), scheme="http", host="$HOST"),
        ),
    ),
    _site(
        "si-one-path-dead",
        "one of two Ingresses of a host has a dead backend; the other is sound",
        web(),
        cluster_ip(),
        cluster_ip(port(targetPort=8999), name="api"),
        ingress(),
        ingress(rule(path="/api", to="api"), name="api"),
        way="ingress/$NS/api/$HOST/api",
        verdict=UNREACHABLE,
        others=((WAY, REACHABLE),),
        doors=(*site(200), *site(502, path="/api")),
        codes=("KP810",),
        because="nothing listens on 8999",
        subjects=("Service/api", "Ingress/api", "Deployment/web"),
    ),
    _site(
        "si-zero",
        "the backend is scaled to zero",
        web(replicas=0),
        cluster_ip(),
        ingress(),
        sees=404,
        verdict=UNREACHABLE,
        codes=("KP306",),
        because="the Deployment has no replicas",
        subjects=("Service/web", "Deployment/web"),
    ),
    _site(
        "si-unready",
        "the backend's pod fails its readiness probe: it serves for Traefik, which takes serving ones",
        never_ready(),
        cluster_ip(),
        ingress(),
        sees=404,
        verdict=UNREACHABLE,
        codes=("KP302",),
        because="no pod is ready",
        subjects=("Service/web", "Deployment/web"),
    ),
    _works(
        "si-two-namespaces",
        "one host and path in two namespaces",
        {**web(), "metadata": {"name": "web", "namespace": "$NS-of-others"}},
        {**cluster_ip(), "metadata": {"name": "web", "namespace": "$NS-of-others"}},
        ingress(),
        {**ingress(name="thief"), "metadata": {"name": "thief", "namespace": "$NS-of-others"}},
        undecided={"*": "each replica of Traefik picks a winner of its own"},
        codes=("KP506",),
        because="both claim it",
        subjects=("Ingress/web", "Ingress/kv-si-two-namespaces-of-others/thie*"),
    ),
    _works(
        "si-shadowed-class",
        "two Ingresses claim one host and path, of which one is of a class that nobody serves: no conflict",
        ingress(),
        ingress(name="other", of_class="kv-nowhere"),
        others=(("ingress/$NS/other/$HOST/", UNREACHABLE),),
        codes=("KP503",),
        because="the other's class does not exist",
        subjects=("Ingress/other",),
        way="ingress/$NS/other/$HOST/",
        verdict=UNREACHABLE,
    ),
    _works(
        "si-bad-annotation",
        "an annotation that asks Traefik for a middleware which does not exist",
        ingress(annotations={"traefik.ingress.kubernetes.io/router.middlewares": "kv-none@kubernetescrd"}),
        sees=404,
        verdict=UNKNOWN,
        codes=("KP814",),
        because="there is no such middleware",
    ),
    _works(
        "si-secure-alone",
        "served by https alone, without a certificate of its own, and asked for by http",
        ingress(annotations={"traefik.ingress.kubernetes.io/router.entrypoints": "websecure"}),
        sees=404,
        codes=("KP813",),
        because="the default certificate is served",
        doors=(*site(404), *site("200, certificate for another name", scheme="https")),
    ),
    # Certificates.
    _secure(
        "si-wide",
        "a wildcard certificate that is one level too short",
        secret("wide"),
        because="the wildcard spans one level",
        **_BAD_CERTIFICATE,
    ),
    _secure(
        "si-empty",
        "a Secret without certificate or key",
        _OPAQUE_EMPTY,
        because="the Secret has no certificate",
        **_BAD_CERTIFICATE,
    ),
    _secure(
        "si-other-key",
        "a certificate and a key that do not belong together",
        _OTHER_KEY,
        because="the key is not the certificate's",
        **_BAD_CERTIFICATE,
    ),
    _secure(
        "si-nameless",
        "a certificate that says its name in the old place alone, which no browser reads any more",
        secret("nameless"),
        sees="certificate without names",
        codes=("KP813",),
        because="it names nobody",
        doors=(
            Door(
                address="$INGRESS",
                port=443,
                scheme="https",
                host="$HOST",
                sees=("open 200, certificate without names", "open 200, certificate for another name"),
            ),
        ),
    ),
    _secure(
        "si-soon",
        "a certificate that ends within days",
        secret("soon"),
        sees="good certificate",
        codes=("KP813",),
        because="it ends in five days",
    ),
    _works(
        "si-wild-other",
        "a wildcard host, with a certificate for another name",
        secret("another"),
        ingress(rule("*.$HOST"), tls=[{"hosts": ["*.$HOST"], "secretName": "web-tls"}]),
        way="ingress/$NS/web/*.$HOST/",
        doors=site("200, certificate for another name", scheme="https", host="any.$HOST"),
        names={"any.$HOST": ("$INGRESS",)},
        codes=("KP813",),
        because="the certificate is for another name",
    ),
    # Names.
    _works(
        "si-name-six-dead",
        "the name leads to the controller, and by IPv6 to where nobody lives",
        ingress(),
        names={"$HOST": ("$INGRESS", "2001:db8:100::77")},
        verdict=DEGRADED,
        codes=("KP844",),
        because="its IPv6 address is dead",
        needs=("dns_hosts", "nodes6"),
    ),
    _works(
        "si-name-loopback",
        "the name leads to 127.0.0.1, which is knocked on only if asked for",
        ingress(),
        names={"$HOST": ("127.0.0.1",)},
        verdict=UNKNOWN,
    ),
    _works(
        "si-name-metadata",
        "the name leads to the cloud's metadata address, which kprobe leaves alone",
        ingress(),
        names={"$HOST": ("169.254.169.254",)},
        verdict=UNKNOWN,
    ),
    _works(
        "si-name-node-closed",
        "the name leads to another Service's address, where port 80 is closed",
        web(name="other"),
        service(port(port=81), name="other", select={"app": "other"}, kind="LoadBalancer", loadBalancerIP="$VIP13"),
        ingress(),
        names={"$HOST": ("$VIP13",)},
        verdict=DEGRADED,
        codes=("KP806",),
        because="the name leads elsewhere",
        needs=("dns_hosts", "vips"),
    ),
    _works(
        "si-name-two-dead",
        "the name leads to two addresses where nobody lives",
        ingress(),
        names={"$HOST": ("$LOST", "198.51.100.78")},
        verdict=DEGRADED,
        codes=("KP806",),
        because="the name leads elsewhere",
    ),
    _works(
        "si-name-wrong-half",
        "the name leads to the controller and to another server, which answers 200 to everything",
        nginx("listen 8081; return 200 other;", name="other", ports=()),
        cluster_ip(port(targetPort=8081), name="other", select={"app": "other"}, externalIPs=["$VIP14"]),
        ingress(),
        names={"$HOST": ("$INGRESS", "$VIP14")},
        verdict=DEGRADED,
        codes=("KP844", "KP806"),
        because="one of the name's addresses is another server's",
        needs=("dns_hosts", "vips"),
    ),
)
