"""One sentence about what was asked, from the verdicts and the diagnoses."""

from __future__ import annotations

from msgspec import Struct

from kprobe.diagnosis.entry_case import case_of
from kprobe.diagnosis.signatures.recognise import gateway_failed
from kprobe.diagnosis.wording import SOMETHING, seen
from kprobe.model.diagnosis import Diagnosis, Verdict
from kprobe.model.finding import Confidence
from kprobe.model.probe import Author, Observation, PortState
from kprobe.model.report import ExposureReport

_WORKS = frozenset({Verdict.REACHABLE, Verdict.DEGRADED})
# Without a probe a diagnosis is what the API alone proves.
_FAILS = frozenset({Verdict.UNREACHABLE, Verdict.DEGRADED, Verdict.NOT_PROBED})


class Question(Struct, frozen=True, kw_only=True):
    """What was asked: `name` as the sentence says it, the ways in that are meant, and what was seen at the very place.

    `reason`: why nothing is meant; `known` False where something that would decide that could not be read. `place`:
    an address or URL, which may answer although nothing of the cluster claims it.
    """

    name: str
    matched: tuple[ExposureReport, ...]
    reason: str = ""
    known: bool = True
    place: bool = False
    observation: Observation | None = None


class Answer(Struct, frozen=True, kw_only=True):
    """The sentence, the verdict on everything together (None: nothing leads there), and how sure that is."""

    sentence: str
    verdict: Verdict | None
    confidence: Confidence | None


def worst_first(reports: tuple[ExposureReport, ...]) -> tuple[ExposureReport, ...]:
    """The order in which a person wants to read them: what is broken and explained comes first."""
    return tuple(
        sorted(
            reports, key=lambda r: (r.verdict.rank, r.diagnosis is None, r.exposure.kind == "ingress", r.exposure.id)
        )
    )


def answer(question: Question) -> Answer:
    """What there is to say, in this order: nothing leads there; the very place that was asked for; the ways in."""
    if not question.matched:
        return _nothing(question)
    together = _together(question)
    if question.observation is not None and not question.observation.own_trouble:
        return _at_the_place(question, together)
    return together


def overall(reports: tuple[ExposureReport, ...]) -> Verdict:
    """One word for several ways in: they agree, or some work and some do not."""
    verdicts = {r.verdict for r in reports}
    if len(verdicts) == 1:
        return next(iter(verdicts))
    works = verdicts & {Verdict.REACHABLE, Verdict.DEGRADED}
    fails = verdicts & {Verdict.UNREACHABLE, Verdict.DEGRADED}
    if works and fails:
        return Verdict.DEGRADED
    if Verdict.UNEXPECTED in verdicts:
        return Verdict.UNEXPECTED
    return Verdict.UNKNOWN if verdicts - {Verdict.NOT_PROBED, Verdict.REACHABLE} else Verdict.NOT_PROBED


def _nothing(question: Question) -> Answer:
    sure = Confidence.CERTAIN if question.known else Confidence.POSSIBLE
    if not question.place:
        return Answer(sentence=f"{question.name} is not exposed: {question.reason}.", verdict=None, confidence=sure)
    saw = question.observation
    if saw is None or saw.own_trouble or saw.state is PortState.OPEN_FILTERED:
        return Answer(sentence=f"Nothing leads to {question.name}: {question.reason}.", verdict=None, confidence=sure)
    likely = Confidence.LIKELY if question.known else Confidence.POSSIBLE
    if saw.http is not None and (saw.http.status == 404 or gateway_failed(saw.http)):
        sentence = f"{question.name} is answered with {seen(saw)}, because {question.reason}."
        return Answer(sentence=sentence, verdict=Verdict.UNREACHABLE, confidence=likely)
    if saw.state is PortState.OPEN:
        sentence = f"{question.name} answers ({seen(saw)}), but not for a way in of this cluster: {question.reason}."
        return Answer(sentence=sentence, verdict=None, confidence=likely)
    sentence = f"{question.name} is not reachable from outside, because {question.reason}."
    return Answer(sentence=sentence, verdict=Verdict.UNREACHABLE, confidence=likely)


def _at_the_place(question: Question, together: Answer) -> Answer:
    """The very address or URL counts first; the ways in behind it say why."""
    saw = question.observation
    works = _lets_through(saw) if saw is not None else None
    if saw is None or works is None:
        return together
    name = question.name
    if works and together.verdict is Verdict.REACHABLE:
        said = next((f", but {_cause(r.diagnosis)}" for r in question.matched if r.diagnosis), "")
        sentence = f"{name} is reachable from outside: {_said(saw)}{said}."
        return Answer(sentence=sentence, verdict=Verdict.REACHABLE, confidence=None)
    if works and together.verdict in {Verdict.DEGRADED, Verdict.UNREACHABLE, Verdict.UNKNOWN}:
        first = worst_first(question.matched)[0]
        because = f", because {_cause(first.diagnosis)}" if first.diagnosis else ""
        sentence = f"{name} answers ({_said(saw)}), but {_title(first)} is {_word(first.verdict)}{because}."
        return Answer(sentence=sentence, verdict=Verdict.DEGRADED, confidence=_confidence(first))
    if not works and together.verdict in {Verdict.REACHABLE, Verdict.NOT_PROBED, Verdict.UNKNOWN}:
        working = sum(_counts(question.matched))
        else_ = (
            ", though other addresses of the same ways in answer"
            if working and together.verdict is Verdict.REACHABLE
            else ""
        )
        sentence = f"{name} is not reachable from outside: {_said(saw)}{else_}."
        return Answer(sentence=sentence, verdict=Verdict.UNREACHABLE, confidence=None)
    if not works and together.verdict is Verdict.DEGRADED:
        first = worst_first(question.matched)[0]
        because = _cause(first.diagnosis) if first.diagnosis else _said(saw)
        sentence = f"{name} is not reachable from outside, because {because}."
        return Answer(sentence=sentence, verdict=Verdict.UNREACHABLE, confidence=_confidence(first))
    return together


def _lets_through(saw: Observation) -> bool | None:
    """Whether a client got through; None where that was not to be told."""
    if saw.state is PortState.OPEN_FILTERED:
        return None
    if saw.state is not PortState.OPEN:
        return False
    if not saw.target.scheme:
        return True
    if saw.http is None or gateway_failed(saw.http):
        return False
    if saw.http.author is Author.ROUTER:
        return None if saw.http.status != 404 else False
    return True


def _together(question: Question) -> Answer:
    ordered = worst_first(question.matched)
    first, verdict = ordered[0], overall(question.matched)
    sentence = {
        Verdict.REACHABLE: _reachable,
        Verdict.DEGRADED: _degraded,
        Verdict.UNREACHABLE: _unreachable,
        Verdict.UNEXPECTED: _unexpected,
        Verdict.UNKNOWN: _unknown,
        Verdict.NOT_PROBED: _not_probed,
    }[verdict](question.name, ordered)
    return Answer(sentence=sentence, verdict=verdict, confidence=_confidence(first))


def _reachable(name: str, ordered: tuple[ExposureReport, ...]) -> str:
    """What a client meets all the same (a bad certificate, an application's 500) is said with it."""
    works, tried = _counts(ordered)
    said = next((_cause(r.diagnosis) for r in ordered if r.diagnosis), "")
    return f"{name} is reachable from outside at {works} of {tried} addresses{f', but {said}' if said else ''}."


def _unreachable(name: str, ordered: tuple[ExposureReport, ...]) -> str:
    first = ordered[0]
    because = (
        _cause(first.diagnosis) if first.diagnosis else (first.exposure.pending or "none of its addresses answers")
    )
    return f"{name} is not reachable from outside, because {because}{_more(ordered)}."


def _degraded(name: str, ordered: tuple[ExposureReport, ...]) -> str:
    works, tried = _counts(ordered)
    first = ordered[0]
    if any(r.verdict is Verdict.UNREACHABLE for r in ordered):
        part = f"by {sum(r.verdict in _WORKS for r in ordered)} of {len(ordered)} ways in"
    else:
        part = f"at {works} of {tried} addresses" if works < tried else "only some of the time"
    because = f", because {_cause(first.diagnosis)}" if first.diagnosis else ""
    only = "" if part.startswith("only") else " only"
    return f"{name} is reachable from outside {part}{only}{because}{_more(ordered)}."


def _unexpected(name: str, ordered: tuple[ExposureReport, ...]) -> str:
    first = next((r for r in ordered if r.verdict is Verdict.UNEXPECTED), ordered[0])
    why = f": {_cause(first.diagnosis).removeprefix(SOMETHING)}" if first.diagnosis else ""
    return f"Something answers at {name} where the configuration says that nothing can{why}."


def _unknown(name: str, ordered: tuple[ExposureReport, ...]) -> str:
    first = next((r for r in ordered if r.verdict is Verdict.UNKNOWN), ordered[0])
    return f"Whether {name} is reachable from outside is not known: {_untold(first)}."


def _not_probed(name: str, ordered: tuple[ExposureReport, ...]) -> str:
    broken = next((r for r in ordered if r.diagnosis is not None), None)
    if broken is not None and broken.diagnosis is not None:
        return f"{name} was not probed; it cannot work, because {_cause(broken.diagnosis)}{_more(ordered)}."
    skipped = next((e.skipped for r in ordered for e in r.entries if e.skipped), "")
    doubt = next(
        (e.prediction for r in ordered for e in r.entries if e.prediction and e.prediction.works is not True), None
    )
    said = (
        f"; by its configuration, {doubt.reason}" if doubt else "; nothing in its configuration keeps it from working"
    )
    return f"{name} was not probed{f' ({skipped})' if skipped else ''}{said}."


def _untold(report: ExposureReport) -> str:
    if report.diagnosis is not None:
        return _cause(report.diagnosis)
    if report.exposure.pending:
        return report.exposure.pending
    for entry in report.entries:
        if entry.observation is not None and entry.observation.error:
            return entry.observation.error
        if entry.observation is None and entry.skipped:
            return entry.skipped
        if entry.observation is not None and entry.observation.state is PortState.OPEN_FILTERED:
            return "a UDP port that keeps silent may be open or not"
    reasons = [
        e.prediction.reason for e in report.entries if e.prediction is not None and e.prediction.works is not True
    ]
    return reasons[0] if reasons else "the probe could not tell"


def _more(ordered: tuple[ExposureReport, ...]) -> str:
    """How many other ways in fail for another cause than the first."""
    first = ordered[0].diagnosis
    if first is None:
        return ""
    rest = sum(
        r.verdict in _FAILS
        and r.diagnosis is not None
        and (r.diagnosis.cause, r.diagnosis.subject) != (first.cause, first.subject)
        for r in ordered
    )
    if rest == 0:
        return ""
    if rest == 1:
        return "; 1 more way in fails for another cause"
    return f"; {rest} more ways in fail for other causes"


def _counts(reports: tuple[ExposureReport, ...]) -> tuple[int, int]:
    """Of the distinct addresses that were knocked on and owe an answer, how many give one."""
    tried: dict[tuple[str, int], bool] = {}
    for report in reports:
        for entry in report.entries:
            case = case_of(entry)
            if case.observation is None or case.own_trouble or (case.intended and not case.answers):
                continue
            key = (entry.entry.address, entry.entry.port)
            tried[key] = tried.get(key, True) and case.answers is True
    return sum(tried.values()), len(tried)


def _cause(diagnosis: Diagnosis | None) -> str:
    return diagnosis.message.rstrip(".") if diagnosis else ""


def _confidence(report: ExposureReport) -> Confidence | None:
    return report.diagnosis.confidence if report.diagnosis else None


def _said(saw: Observation) -> str:
    return seen(saw) if saw.http is not None or saw.error or saw.state else "no result"


def _title(report: ExposureReport) -> str:
    if report.exposure.kind == "ingress":
        return f"Ingress {report.exposure.source.path} at {report.exposure.host or 'any host'}{report.exposure.path}"
    return f"{report.exposure.kind.replace('-', ' ')} {report.exposure.source.path}"


def _word(verdict: Verdict) -> str:
    return {"unreachable": "not reachable", "unknown": "not proven to work"}.get(verdict.value, verdict.value)
