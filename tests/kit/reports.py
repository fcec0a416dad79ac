"""Reports to render: every verdict, everything healthy, hostile names, very many."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec.structs import replace

from kprobe.model.diagnosis import Diagnosis, Verdict
from kprobe.model.exposure import Entry, Exposure, Protocol, Scope
from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.model.probe import HttpFacts, Observation, PortState, Stage, Target, TlsFacts
from kprobe.model.refs import Ref
from kprobe.model.report import ClusterFacts, EntryReport, ExposureReport, Report, Vantage, VantageKind
from kprobe.model.route import Link, LinkState, Prediction
from kprobe.model.snapshot import DataPlane, Gap, GapReason, NodePortRange, Resource

NODES = ("node1", "node2", "node3")
HOSTILE = "[bold red]x[/] \\x1b[31m <b>&amp;</b> [link=https://evil.example]y[/link] :skull: 日本語"


def prediction(
    state: PortState = PortState.OPEN, reason: str = "a ready endpoint answers", **more: object
) -> Prediction:
    """What is predicted at one entry; it works where the port is open."""
    base = Prediction(
        states=(state,),
        confidence=Confidence.CERTAIN,
        reason=reason,
        link="endpoint",
        works=state is PortState.OPEN,
    )
    return replace(base, **more)


def observation(entry: Entry, state: PortState | None = PortState.OPEN, **more: object) -> Observation:
    """What was seen at one entry."""
    works = state is PortState.OPEN
    base = Observation(
        target=Target.of(entry),
        state=state,
        stage=Stage.CONNECT,
        attempts=1 if works else 3,
        succeeded=1 if works else 0,
        seconds=0.0004,
    )
    return replace(base, **more)


def node_port(name: str, port: int, *, namespace: str = "shop", protocol: Protocol = Protocol.TCP) -> Exposure:
    """A NodePort on three nodes."""
    service = Ref(kind="Service", namespace=namespace, name=name)
    return Exposure(
        id=f"node-port/{namespace}/{name}/80/{protocol.value}",
        kind="node-port",
        source=service,
        workload=Ref(kind="Deployment", namespace=namespace, name=name),
        scope=Scope.PRIVATE,
        entries=tuple(
            Entry(address=f"198.51.100.{11 + index}", port=port, protocol=protocol, node=node)
            for index, node in enumerate(NODES)
        ),
        port=port,
        protocol=protocol,
        service=service,
        service_port=80,
    )


def host_port(name: str, port: int, *, namespace: str = "infra", kind: str = "host-port") -> Exposure:
    """A pod's port on one node."""
    workload = Ref(kind="DaemonSet", namespace=namespace, name=name)
    entry = Entry(
        address="198.51.100.12", port=port, node="node2", pod=Ref(kind="Pod", namespace=namespace, name=f"{name}-x")
    )
    return Exposure(
        id=f"{kind}/{namespace}/DaemonSet/{name}/{port}/TCP",
        kind=kind,
        source=workload,
        workload=workload,
        scope=Scope.PRIVATE,
        entries=(entry,),
        port=port,
    )


def ingress(name: str, host: str, path: str, *, namespace: str = "shop") -> Exposure:
    """An Ingress rule, asked at its controller and by its name."""
    via = "load-balancer/infra/edge/443/TCP"
    entries = (
        Entry(address="203.0.113.7", port=443, scheme="https", host=host, path=path, via=via),
        Entry(address=host, port=443, scheme="https", host=host, path=path),
    )
    return Exposure(
        id=f"ingress/{namespace}/{name}/{host}{path}",
        kind="ingress",
        source=Ref(kind="Ingress", namespace=namespace, name=name),
        workload=Ref(kind="Deployment", namespace=namespace, name="front"),
        scope=Scope.UNKNOWN,
        entries=entries,
        port=443,
        host=host,
        path=path,
        tls=True,
        ingress_class="edge",
        controller="nginx",
    )


def load_balancer(name: str, *, namespace: str = "infra", address: str = "") -> Exposure:
    """A LoadBalancer, pending without an address."""
    service = Ref(kind="Service", namespace=namespace, name=name)
    return Exposure(
        id=f"load-balancer/{namespace}/{name}/5672/TCP",
        kind="load-balancer",
        source=service,
        workload=None,
        scope=Scope.UNKNOWN,
        entries=(Entry(address=address, port=5672),) if address else (),
        port=5672,
        service=service,
        service_port=5672,
        pending="" if address else "the load balancer has no address yet",
    )


def reported(
    exposure: Exposure,
    verdict: Verdict = Verdict.REACHABLE,
    *,
    predicted: Prediction | None = None,
    seen: tuple[Observation | None, ...] | None = None,
    skipped: str = "",
    cause: str = "",
    confidence: Confidence = Confidence.CERTAIN,
) -> ExposureReport:
    """An exposure with its verdict; without `seen` every entry was open. `cause` is the diagnosis' message."""
    if seen is None:
        seen = tuple(_answer(entry) for entry in exposure.entries)
    link = Link(
        link="service",
        subject=exposure.service or exposure.source,
        state=LinkState.BROKEN if cause else LinkState.OK,
        reason=cause or "forwards to 3 ready endpoints",
    )
    return ExposureReport(
        exposure=exposure,
        verdict=verdict,
        entries=tuple(
            EntryReport(
                entry=entry,
                prediction=predicted or prediction(),
                observation=saw,
                skipped=skipped if saw is None else "",
            )
            for entry, saw in zip(exposure.entries, seen, strict=True)
        ),
        route=(link,),
        diagnosis=Diagnosis(
            cause="selector-mismatch", confidence=confidence, subject=link.subject, message=cause, fix=("kubectl edit",)
        )
        if cause
        else None,
    )


def _answer(entry: Entry) -> Observation:
    if not entry.scheme:
        return observation(entry)
    return observation(
        entry,
        stage=Stage.RESPONSE,
        http=HttpFacts(status=200, server="nginx", content_type="text/html"),
        tls=TlsFacts(version="TLSv1.3", names=(entry.host or "",), not_after=datetime(2027, 1, 1, tzinfo=UTC)),
    )


def finding(
    code: str = "KP301",
    severity: Severity = Severity.ERROR,
    *,
    message: str = "selector app=wbe matches 0 of 12 pods; Deployment web has app=web",
    name: str = "web",
    exposures: tuple[str, ...] = ("node-port/shop/web/80/TCP",),
    fix: tuple[str, ...] = ("kubectl -n shop edit service web",),
) -> Finding:
    """A finding about a Service in shop."""
    return Finding(
        code=code,
        name="selector-matches-nothing",
        severity=severity,
        confidence=Confidence.CERTAIN,
        subject=Ref(kind="Service", namespace="shop", name=name),
        message=message,
        evidence=("spec.selector: app=wbe",),
        fix=fix,
        exposures=exposures,
    )


def report(*exposures: ExposureReport, findings: tuple[Finding, ...] = (), gaps: tuple[Gap, ...] = ()) -> Report:
    """A whole report, probed from outside."""
    return Report(
        version="0.1.0",
        generated=datetime(2026, 11, 23, 12, 0, tzinfo=UTC),
        cluster=ClusterFacts(
            context="lab",
            server="https://198.51.100.11:6443",
            version="v1.37.2",
            nodes=3,
            data_plane=tuple((node, DataPlane.IPTABLES) for node in NODES),
            data_plane_source="kube-proxy's configuration",
            node_port_range=NodePortRange(),
        ),
        vantage=Vantage(kind=VantageKind.OUTSIDE, addresses=("198.51.100.100",)),
        probed=True,
        gaps=gaps,
        exposures=exposures,
        findings=findings,
        seconds=3.2,
    )


GAP = Gap(
    what="events",
    reason=GapReason.FORBIDDEN,
    effect="scheduling failures are not explained",
    resource=Resource.EVENTS,
)


def healthy() -> Report:
    """Everything answers as predicted."""
    return report(
        reported(node_port("web", 30080)),
        reported(host_port("nginx", 80, kind="host-network")),
        reported(ingress("front", "shop.example.com", "/")),
        reported(load_balancer("mq", address="203.0.113.9")),
    )


def every_verdict() -> Report:
    """One exposure of each verdict at least, findings of each severity, a gap."""
    web, api, odd, dark = (node_port(name, 30080 + i) for i, name in enumerate(("web", "api", "odd", "dark")))
    front = ingress("front", "shop.example.com", "/")
    closed = prediction(PortState.CLOSED, "selector app=wbe matches no pod")
    local = prediction(PortState.FILTERED, "no endpoint there and externalTrafficPolicy is Local", by_intent=True)
    lonely = reported(node_port("local", 30090))
    entries = (
        lonely.entries[0],
        *(
            replace(e, prediction=local, observation=observation(e.entry, PortState.FILTERED))
            for e in lonely.entries[1:]
        ),
    )
    return report(
        reported(
            web,
            Verdict.UNREACHABLE,
            predicted=closed,
            seen=tuple(observation(e, PortState.CLOSED, error="refused") for e in web.entries),
            cause="selector app=wbe matches no pod",
        ),
        reported(
            api,
            Verdict.DEGRADED,
            seen=(
                observation(api.entries[0]),
                observation(api.entries[1]),
                observation(api.entries[2], PortState.FILTERED, error="no answer within 2 s"),
            ),
            cause="node3 does not answer: a firewall drops it",
            confidence=Confidence.POSSIBLE,
        ),
        reported(odd, Verdict.UNEXPECTED, predicted=closed, cause="something else answers on the port"),
        reported(dark, Verdict.UNKNOWN, predicted=prediction(states=(), works=None, reason="pods could not be read")),
        reported(load_balancer("mq"), Verdict.NOT_PROBED),
        reported(
            node_port("dns", 30053, namespace="infra", protocol=Protocol.UDP),
            Verdict.NOT_PROBED,
            seen=(None, None, None),
            skipped="loopback addresses are knocked on only with --allow-address",
        ),
        replace(lonely, entries=entries),
        reported(front),
        reported(ingress("front", "shop.example.com", "/a/rather/long/path/that/does/not/fit/beside/its/name")),
        reported(host_port("edge", 8080)),
        findings=(
            finding(),
            finding("KP203", Severity.WARNING, message="NodePort 32100 is outside 30000-32000", name="old", fix=()),
            finding("KP204", Severity.INFO, message="NodePort 30005 is in the static band", name="cart", fix=()),
        ),
        gaps=(GAP,),
    )


def hostile() -> Report:
    """Names that try to be markup, escapes and columns; as they are after `sanitised`."""
    exposure = node_port(HOSTILE, 30080, namespace=HOSTILE)
    return replace(
        report(
            reported(exposure, Verdict.UNREACHABLE, cause=HOSTILE),
            findings=(finding(message=HOSTILE, name=HOSTILE, fix=(HOSTILE,)),),
            gaps=(replace(GAP, what=HOSTILE, effect=HOSTILE),),
        ),
        notes=(HOSTILE,),
    )


def crowd(count: int = 300, *, broken: int = 0) -> Report:
    """`count` NodePorts in ten namespaces, the first `broken` of them unreachable."""
    return report(
        *(
            reported(
                node_port(f"web-{index}", 30000 + index, namespace=f"team-{index % 10}"),
                Verdict.UNREACHABLE if index < broken else Verdict.REACHABLE,
                cause="no endpoint is ready" if index < broken else "",
            )
            for index in range(count)
        )
    )
