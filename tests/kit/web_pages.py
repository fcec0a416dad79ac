"""Web pages to look at: reports with routes drawn out, the page as a browser's parser sees it."""

from __future__ import annotations

from enum import Enum
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from msgspec import Struct
from msgspec.structs import asdict, replace

from kprobe.model.diagnosis import Verdict
from kprobe.model.report import ExposureReport, Report
from kprobe.model.route import LinkState
from kprobe.model.why import Advice
from tests.kit import reports, targets
from tests.kit.rendering import rendered

FINDING = reports.finding(
    message="selector app=wbe of Service shop/web matches no pod", exposures=("node-port/shop/web/80/TCP",)
)
# What would break out of text, attributes, comments, raw text and the tables of the page, were it not escaped.
PAYLOADS = (
    "</noscript><script>globalThis.broke = 1</script>",
    '"><img src=x onerror="globalThis.broke = 1">',
    "'><svg onload='globalThis.broke = 1'>",
    "</script><script>globalThis.broke = 1</script>",
    "</style><style>*{display:none}</style>",
    "<!--",
    "--><b>bold</b>",
    "]]><![CDATA[",
    "</td></tr></tbody></table><p>out",
    '<td class="v"><tr class="more"></details></summary>',
    "&lt;b&gt; &amp;amp; &#60;i&#62; &nbsp",
    "javascript:globalThis.broke=1",
    "{{ 7*7 }}{% raw %}",
    "\u2028\u2029 line\u00a0separators \u202e bidi",
    "`${globalThis.broke = 1}`",
    "<base href=https://evil.example><meta http-equiv=refresh content=0>",
    "日本語 😀 ✓",
)


def parsed(text: str, *, scripting: bool = False) -> tuple[Element, list[str]]:
    """The tree that a browser builds, with or without scripts, and what its parser complains about."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree: Element = parser.parse(text, scripting=scripting)
    return tree, [code for _, code, _ in parser.errors]


def page(report: Report, *, scripting: bool = False, **more: Any) -> Element:
    """The report's page, without a complaint of the parser."""
    tree, errors = parsed(rendered(report, "html", **more), scripting=scripting)
    assert errors == []
    return tree


def text_of(element: Element) -> str:
    """All text in it, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def found(tree: Element, tag: str, kind: str = "") -> list[Element]:
    """Elements by tag and class."""
    return [e for e in tree.iter(tag) if not kind or kind in e.get("class", "").split()]


def renamed(item: ExposureReport, name: str, *, verdict: Verdict | None = None) -> ExposureReport:
    """The same way in under another name, to a workload of its own."""
    exposure = item.exposure
    return replace(
        item,
        verdict=verdict or item.verdict,
        exposure=replace(
            exposure,
            id=exposure.id.replace(exposure.source.name, name),
            source=replace(exposure.source, name=name),
            workload=replace(exposure.source, kind="Deployment", name=name),
        ),
    )


def drawn_out() -> Report:
    """A link of each state, an entry that is silent, a finding that breaks one of them, a gap, and every verdict."""
    every = reports.every_verdict()
    broken = targets.refused()
    assert broken.diagnosis is not None
    broken = replace(broken, diagnosis=replace(broken.diagnosis, finding=FINDING.id))
    uneven = renamed(targets.one_node_silent(), "uneven")
    doubtful = renamed(targets.open_everywhere("doubtful"), "doubtful", verdict=Verdict.UNKNOWN)
    links = (targets.link("service-proxy", LinkState.UNKNOWN, "not known"), *targets.sound()[2:])
    doubtful = targets.entries(
        doubtful, *((e.prediction, None if i else e.observation, links) for i, e in enumerate(doubtful.entries))
    )
    rest = tuple(item for item in every.exposures if item.exposure.id != broken.exposure.id)
    return replace(every, exposures=(broken, uneven, doubtful, *rest), findings=(FINDING, *every.findings[1:]))


def unexposed() -> Report:
    """A target that nothing leads to, with what would open a way in."""
    report = targets.asked(answer="svc/shop/web is not exposed: it is headless.", verdict=None)
    assert report.why is not None
    offers = (
        Advice(kind="load-balancer", possible=False, reason="nothing here gives load balancers an address"),
        Advice(kind="node-port", possible=True, reason="30086 is free", how=("kubectl -n shop patch service web x",)),
    )
    return replace(report, why=replace(report.why, advice=offers, notes=("it is headless",)))


def crowd(count: int, *, payloads: tuple[str, ...] = ()) -> Report:
    """`count` NodePorts with whole routes, a third of them broken; their names end in a payload each."""
    kinds = (targets.refused(), targets.open_everywhere(), targets.one_node_silent())
    items = []
    for index in range(count):
        item = kinds[index % len(kinds)]
        name = f"web-{index}" + (f" {payloads[index % len(payloads)]}" if payloads else "")
        exposure = replace(
            item.exposure,
            id=f"node-port/team-{index % 20}/{name}/80/TCP",
            source=replace(item.exposure.source, name=name, namespace=f"team-{index % 20}"),
            workload=None,
            port=30000 + index,
        )
        items.append(replace(item, exposure=exposure))
    return reports.report(*items)


_KEPT = frozenset({"id", "exposures", "matched", "others", "code", "finding", "source", "address"})


def saying(value: Any, text: str) -> Any:
    """`value` with every string in it replaced, but for what must fit together."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return text
    if isinstance(value, tuple):
        return tuple(saying(item, text) for item in value)
    if isinstance(value, Struct):
        fields = asdict(value)
        changed = {
            name: saying(old, text)
            for name, old in fields.items()
            if not (
                name in _KEPT and (isinstance(old, str) or (isinstance(old, tuple) and old and isinstance(old[0], str)))
            )
        }
        return replace(value, **changed)
    return value
