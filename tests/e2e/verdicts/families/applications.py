"""What applications do behind a sound way in: odd answers, which are healthy, and protocols other than promised."""

from __future__ import annotations

from typing import Any

from tests.e2e.objects import Object
from tests.e2e.verdicts.build import (
    cluster_ip,
    everywhere,
    ingress,
    nginx,
    port,
    rule,
    secret,
    service,
    shell,
    site,
    spec,
    web,
)
from tests.e2e.verdicts.scenario import REACHABLE, SILENT, UNKNOWN, UNREACHABLE, Cause, Scenario, Verdicts

FAMILY = "application"
BEHIND = ("Service/web", "Deployment/web")
_TLS = "ssl_certificate /tls/tls.crt; ssl_certificate_key /tls/tls.key;"
_HTTPS: Object = {"name": "https", "port": 443, "targetPort": 8443}


def _served(
    name: str,
    number: int,
    built: str,
    *objects: Object,
    verdict: Verdicts = REACHABLE,
    to: Object | None = None,
    **more: Any,
) -> Scenario:
    """Behind a NodePort; `to` changes the Service's port."""
    fields: Object = to or {}
    return Scenario(
        name=name,
        family=FAMILY,
        built=built,
        objects=(*objects, service(port(number, **fields))),
        way=f"node-port/$NS/web/{fields.get('port', 80)}/TCP",
        verdict=verdict,
        **{"doors": everywhere(number), **more},
    )


def _site(
    name: str, built: str, *objects: Object, sees: int | str, verdict: Verdicts = REACHABLE, **more: Any
) -> Scenario:
    """Behind an Ingress."""
    fields: Object = {"doors": site(sees), "needs": ("dns_hosts",), **more}
    return Scenario(
        name=name,
        family=FAMILY,
        built=built,
        objects=objects,
        way="ingress/$NS/web/$HOST/",
        verdict=verdict,
        names={"$HOST": ("$INGRESS",)},
        **fields,
    )


def _says(what: str) -> Object:
    return nginx(f"listen 8080; {what}")


def _slow(seconds: int) -> Object:
    """An nginx that waits so long for a sidecar that says nothing, and then answers itself."""
    late = "error_page 504 =200 /late; } location = /late { return 200 late; }"
    made = _says(f"location / {{ proxy_pass http://127.0.0.1:9002; proxy_read_timeout {seconds}s; {late}")
    mute = spec("silent=127.0.0.1:9002", ports=(), container={"name": "mute"})["containers"]
    made["spec"]["template"]["spec"]["containers"] += mute
    return made


def _another(*args: str, ports: tuple[Object, ...] = ()) -> Object:
    """A further container for a pod."""
    return dict(spec(*args, ports=ports, container={"name": "another"})["containers"][0])


_FULL_SCRIPT = """
echo 'daemon off; master_process off; user root; events {} http { server { listen 8080 backlog=1; } }' >/tmp/n.conf
nginx -c /tmp/n.conf & p=$!
sleep 1
kill -STOP $p
for i in 1 2 3 4; do sleep 1000000 | nc 127.0.0.1 8080 & done
wait
"""
_FULL = nginx(container={"command": ["sh", "-c", _FULL_SCRIPT]})
"""A process that has stopped to accept, and clients enough to fill its queue."""

SCENARIOS = (
    # Healthy, whatever it says.
    _served(
        "app-to-https", 30400, "answers 301 to https on every path", _says("return 301 https://$host$request_uri;")
    ),
    _served("app-401", 30401, "wants a password on every path", _says("return 401;")),
    _served("app-403", 30402, "forbids every path", _says("return 403;")),
    _served("app-404", 30403, "answers 404 on every path", _says("return 404;")),
    _served("app-405", 30404, "an API that takes POST alone: 405", _says("return 405;")),
    _served("app-websocket", 30405, "speaks WebSocket alone: 426", _says("return 426;")),
    _served("app-slow-1", 30406, "needs a second for its first byte", _slow(1)),
    _served("app-slow-3", 30407, "needs three seconds for its first byte", _slow(3)),
    _served(
        "app-trickle",
        30408,
        "answers at once, and sends its page a byte a second",
        _says("limit_rate_after 400; limit_rate 1; root /etc; try_files /nginx.conf =404;"),
    ),
    _served(
        "app-busybox", 30409, "an old, small server that knows no page", shell("exec busybox httpd -f -p 8080 -h /tmp")
    ),
    _served(
        "app-client-certificate",
        30410,
        "an https server that wants a client's certificate: 400",
        secret("good", host="shop.example"),
        nginx(
            f"listen 8443 ssl; {_TLS} ssl_client_certificate /tls/tls.crt; ssl_verify_client on; return 200 in;",
            tls="web-tls",
        ),
        to=_HTTPS,
    ),
    _served(
        "app-wants-name",
        30411,
        "an https server that refuses whoever does not know its name: unrecognized_name",
        secret("good", host="shop.example"),
        nginx(
            "listen 8443 ssl default_server; ssl_reject_handshake on;",
            f"listen 8443 ssl; server_name shop.example; {_TLS} return 200 in;",
            tls="web-tls",
        ),
        to=_HTTPS,
    ),
    _served(
        "app-h2c",
        30412,
        "HTTP/2 without TLS, as its appProtocol says",
        nginx("listen 8080 http2; return 200 two;"),
        to={"appProtocol": "kubernetes.io/h2c"},
    ),
    _served(
        "app-grpc",
        30413,
        "a gRPC server without a health service: unimplemented",
        nginx("listen 8080 http2; default_type application/grpc; add_header grpc-status 12 always; return 200;"),
        to={"name": "grpc", "appProtocol": "grpc"},
    ),
    _served(
        "app-own-protocol",
        30414,
        "a protocol of its own, in which the client speaks first, on 8443",
        web("silent=:8443"),
        to={"name": "tcp-shop", "port": 8443, "targetPort": 8443},
    ),
    _served(
        "app-sidecar-serves",
        30415,
        "the port belongs to the second container of the pod",
        web(
            "pause",
            ports=(),
            containers=[
                *spec("pause", ports=())["containers"],
                _another("http=:8080", ports=({"name": "http", "containerPort": 8080},)),
            ],
        ),
        to={"targetPort": "http"},
    ),
    _site(
        "app-in-404",
        "an application that answers 404 on every path",
        _says("return 404;"),
        cluster_ip(),
        ingress(),
        sees=404,
    ),
    _site(
        "app-in-403", "an application that forbids every path", _says("return 403;"), cluster_ip(), ingress(), sees=403
    ),
    _site(
        "app-in-slow",
        "an application that needs three seconds for its first byte",
        _slow(3),
        cluster_ip(),
        ingress(),
        sees=200,
    ),
    _site(
        "app-in-elsewhere",
        "an application that sends everybody to another site",
        _says("return 302 https://sso.example/login;"),
        cluster_ip(),
        ingress(),
        sees=302,
    ),
    _site(
        "app-in-h2c",
        "HTTP/2 without TLS behind Traefik, which was told",
        nginx("listen 8080 http2; return 200 two;"),
        cluster_ip(annotations={"traefik.ingress.kubernetes.io/service.serversscheme": "h2c"}),
        ingress(),
        sees=200,
    ),
    # Not as promised.
    _served(
        "app-hangs-up",
        30416,
        "a port named http whose server reads the request and hangs up",
        _says("return 444;"),
        verdict=UNKNOWN,
        cause=Cause(codes=("KP815", "KP811"), subjects=BEHIND, because="the port promises HTTP and gives none"),
    ),
    _served(
        "app-frozen",
        30417,
        "a frozen process: the kernel accepts for it, and nothing answers",
        shell(
            "workload http=:8080 & p=$!; sleep 2; kill -STOP $p; wait",
            container={"readinessProbe": {"tcpSocket": {"port": 8080}, "periodSeconds": 1}},
        ),
        verdict=UNKNOWN,
        cause=Cause(codes=("KP815", "KP811"), subjects=BEHIND, because="the process is frozen"),
    ),
    _served(
        "app-plain-https",
        30418,
        "a port named https that speaks plain HTTP",
        web(),
        to={"name": "https", "port": 443},
        cause=Cause(codes=("KP819",), subjects=BEHIND, because="plain HTTP on a port called https"),
    ),
    _served(
        "app-secret-http",
        30419,
        "a port named http that speaks TLS",
        web("https=:8080,shop.example"),
        cause=Cause(codes=("KP819",), subjects=BEHIND, because="TLS on a port called http"),
    ),
    _served(
        "app-500",
        30420,
        "answers 500 on every path",
        _says("return 500;"),
        cause=Cause(codes=("KP812",), subjects=BEHIND, because="the application answers 500"),
    ),
    _served(
        "app-503",
        30421,
        "answers 503 on every path",
        _says("return 503;"),
        cause=Cause(codes=("KP812",), subjects=BEHIND, because="the application answers 503"),
    ),
    _served(
        "app-full",
        30422,
        "a process that accepts nobody, behind a queue that others have filled",
        _FULL,
        verdict=UNREACHABLE,
        doors=everywhere(30422, SILENT),
        cause=Cause(codes=("KP803",), subjects=BEHIND, because="its queue of connections is full"),
    ),
    _site(
        "app-in-loop",
        "an application that sends everybody to https, where Traefik ends TLS and asks it by http again",
        secret("good"),
        _says("return 301 https://$host$request_uri;"),
        cluster_ip(),
        ingress(rule(), tls=[{"hosts": ["$HOST"], "secretName": "web-tls"}]),
        sees="301, good certificate",
        verdict=UNREACHABLE,
        doors=site("301, good certificate", scheme="https"),
        cause=Cause(codes=("KP840",), subjects=("Ingress/web", *BEHIND), because="https leads to https"),
    ),
    _site(
        "app-in-secure-backend",
        "the backend speaks TLS with a certificate of its own; Traefik trusts nobody it does not know",
        web("https=:8443,shop.example"),
        cluster_ip(port(name="https", port=443, targetPort=8443)),
        ingress(rule(number=443)),
        sees=500,
        verdict=UNREACHABLE,
        cause=Cause(codes=("KP810",), subjects=("Ingress/web", *BEHIND), because="Traefik does not trust the backend"),
    ),
    _site(
        "app-in-told-https",
        "Traefik was told to speak https to a backend that speaks http",
        web(),
        cluster_ip(annotations={"traefik.ingress.kubernetes.io/service.serversscheme": "https"}),
        ingress(),
        sees=500,
        verdict=UNREACHABLE,
        cause=Cause(
            codes=("KP810",), subjects=("Ingress/web", *BEHIND), because="Traefik speaks TLS to a plain server"
        ),
    ),
    _site(
        "app-in-told-nothing",
        "HTTP/2 without TLS behind Traefik, which was not told: 500",
        nginx("listen 8080 http2; return 200 two;"),
        cluster_ip(),
        ingress(),
        sees=500,
        verdict=UNREACHABLE,
        cause=Cause(codes=("KP810",), subjects=("Ingress/web", *BEHIND), because="Traefik speaks HTTP/1.1 to it"),
    ),
    _site(
        "app-in-frozen",
        "a frozen process behind an Ingress",
        shell("workload http=:8080 & p=$!; sleep 2; kill -STOP $p; wait"),
        cluster_ip(),
        ingress(),
        sees="no answer",
        verdict=UNREACHABLE,
        cause=Cause(codes=("KP810", "KP811"), subjects=("Ingress/web", *BEHIND), because="the process is frozen"),
    ),
)
