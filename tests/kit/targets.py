"""Reports about one target, as `kprobe why` makes them."""

from __future__ import annotations

from msgspec.structs import replace

from kprobe.model.diagnosis import Diagnosis, Verdict
from kprobe.model.finding import Confidence
from kprobe.model.probe import Observation, PortState
from kprobe.model.refs import Ref
from kprobe.model.report import EntryReport, ExposureReport, Report
from kprobe.model.route import Link, LinkState, Prediction
from kprobe.model.why import Why
from tests.kit import reports

SERVICE = Ref(kind="Service", namespace="shop", name="web")
CAUSE = "selector app=wbe of Service shop/web matches no pod"
NO_POD = reports.prediction(PortState.CLOSED, CAUSE, link="endpoints")


def link(
    slug: str, state: LinkState = LinkState.OK, reason: str = "sound", *evidence: str, subject: Ref = SERVICE
) -> Link:
    """One step."""
    return Link(link=slug, subject=subject, state=state, reason=reason, evidence=evidence)


def sound(node: str = "node1") -> tuple[Link, ...]:
    """A NodePort's route on one node, without a fault."""
    return (
        link("node", reason="Ready", subject=Ref(kind="Node", name=node)),
        link("service-proxy", reason="kube-proxy iptables serves this address"),
        link("endpoints", reason="3 endpoints ready"),
        link("process", LinkState.NOT_CHECKED, "only a probe can tell"),
    )


def selects_nothing(node: str = "node1") -> tuple[Link, ...]:
    """The same with a selector that matches no pod, and a pod that is broken as well."""
    first, second, *_ = sound(node)
    return (
        first,
        second,
        link("endpoints", LinkState.BROKEN, "selector app=wbe matches no pod", "nearest: Deployment web, app=web"),
        link("pod", LinkState.BROKEN, "CrashLoopBackOff", subject=Ref(kind="Pod", namespace="shop", name="web-1")),
        link("process", LinkState.NOT_CHECKED, "only a probe can tell"),
    )


def entries(
    item: ExposureReport, *looks: tuple[Prediction | None, Observation | None, tuple[Link, ...]]
) -> ExposureReport:
    """`item` with its entries' predictions, observations and links, in order."""
    made = tuple(
        EntryReport(entry=old.entry, prediction=predicted, observation=saw, links=links)
        for old, (predicted, saw, links) in zip(item.entries, looks, strict=True)
    )
    return replace(item, entries=made, route=tuple(dict.fromkeys(one for e in made for one in e.links)))


def refused() -> ExposureReport:
    """NodePort web: refused on three nodes, as its selector foretells."""
    web = reports.node_port("web", 30080)
    item = reports.reported(web, Verdict.UNREACHABLE)
    item = entries(
        item,
        *(
            (NO_POD, reports.observation(e, PortState.CLOSED, error="refused"), selects_nothing(e.node or ""))
            for e in web.entries
        ),
    )
    found = Diagnosis(
        cause="service-selects-nothing",
        confidence=Confidence.CERTAIN,
        subject=SERVICE,
        message=CAUSE,
        fix=('kubectl -n shop patch service web -p \'{"spec":{"selector":{"app":"web"}}}\'',),
    )
    return replace(item, diagnosis=found)


def open_everywhere(name: str = "web", port: int = 30080) -> ExposureReport:
    """A NodePort that answers on three nodes."""
    exposure = reports.node_port(name, port)
    item = reports.reported(exposure)
    looks = ((reports.prediction(), reports.observation(e), sound(e.node or "")) for e in exposure.entries)
    return entries(item, *looks)


def one_node_silent() -> ExposureReport:
    """A NodePort that one of three nodes drops, which the configuration does not explain."""
    item = open_everywhere()
    last = replace(item.entries[2], observation=reports.observation(item.entries[2].entry, PortState.FILTERED))
    return replace(item, verdict=Verdict.DEGRADED, entries=(*item.entries[:2], last))


def asked(
    *matched: ExposureReport,
    others: tuple[ExposureReport, ...] = (),
    answer: str = f"svc/shop/web is not reachable from outside, because {CAUSE}.",
    verdict: Verdict | None = Verdict.UNREACHABLE,
    confidence: Confidence | None = Confidence.CERTAIN,
    target: str = "svc/shop/web",
) -> Report:
    """A report about `target`."""
    why = Why(
        target=target,
        subjects=(SERVICE,),
        matched=tuple(item.exposure.id for item in matched),
        others=tuple(item.exposure.id for item in others),
        answer=answer,
        verdict=verdict,
        confidence=confidence,
    )
    return replace(reports.report(*matched, *others), why=why)


def broken() -> Report:
    """The plain case: a selector that matches nothing."""
    return asked(refused())


def healthy() -> Report:
    """Everything answers."""
    return asked(
        open_everywhere(),
        answer="svc/shop/web is reachable from outside at 3 of 3 addresses.",
        verdict=Verdict.REACHABLE,
        confidence=None,
    )
