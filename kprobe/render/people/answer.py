"""The first line of a target's page: the answer, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.model.diagnosis import Verdict
from kprobe.model.report import ExposureReport, Report
from kprobe.model.why import Why
from kprobe.render.people.lines import Line, wrapped
from kprobe.render.renderer import Output

_COLORS = {
    Verdict.UNREACHABLE: "bold red",
    Verdict.REACHABLE: "bold green",
}


def matched(report: Report, why: Why) -> tuple[ExposureReport, ...]:
    """The ways in that were asked about, the worst first."""
    return _by_id(report, why.matched)


def others(report: Report, why: Why) -> tuple[ExposureReport, ...]:
    """Other ways in to the same workload, those that work first."""
    return tuple(sorted(_by_id(report, why.others), key=lambda item: -item.verdict.rank))


def _by_id(report: Report, ids: tuple[str, ...]) -> tuple[ExposureReport, ...]:
    known = {item.exposure.id: item for item in report.exposures}
    return tuple(known[name] for name in ids if name in known)


def answer(report: Report, why: Why, output: Output) -> Iterator[Line]:
    """`svc/shop/web is not reachable from outside: its selector matches no pod.  certain (KP301)`."""
    sure, said = how_sure(report, why), sentence(report, why)
    style = _color(why)
    *first, last = wrapped(said, output.width)
    for part in first:
        yield ((part, style),)
    if not sure:
        yield ((last, style),)
    elif output.width and len(last) + 2 + len(sure) > output.width:
        yield ((last, style),)
        yield (("  ", ""), (sure, ""))
    else:
        yield (last, style), ("  ", ""), (sure, "")


def how_sure(report: Report, why: Why) -> str:
    """How sure the answer is, and the code of the finding that it rests on."""
    if why.confidence is None:
        return ""
    told = (item.diagnosis for item in matched(report, why))
    code = next((found.finding.partition("/")[0] for found in told if found is not None), "")
    return f"{why.confidence.value} ({code})" if code else why.confidence.value


def sentence(report: Report, why: Why) -> str:
    """The answer itself."""
    items = matched(report, why)
    word = items[0].verdict.value if items else "no way in is known"
    return why.answer or f"{why.target}: {word}"


def _color(why: Why) -> str:
    if why.verdict is None:
        return "bold red" if why.observation is None else "bold yellow"
    return _COLORS.get(why.verdict, "bold yellow")
