"""The ingress controller answers, but its backend fails it: 502, 503 or 504 in the controller's own words.

## Why it matters

Names, addresses, load balancer and controller work; the last step, from the controller to a pod, does not. 502 says
that the backend refuses or speaks another protocol, 503 that the controller holds no backend for healthy, 504 that
none answered in time; before it says 504 a controller says nothing at all, while it answers others at the same
address. The guilty one is the Service's port. Where a way in to the same port without the controller shows the same
(a NodePort that is refused, say), that finding stands for both.

A status alone proves nothing: the words tell whether it was the controller, something in front of it, which is blamed
then, or an application with a gateway of its own, which is reachable and has an error of its own.

## Example

```
Traefik answers 502 for Service shop/web port 80, which has ready endpoints: the backend refuses, or speaks another
protocol
```

## How to fix

Ask the pods on their target port. Look at the controller's log for this host. For a backend that speaks TLS or gRPC,
set the controller's annotation for it; for silence, look at NetworkPolicies between the two.

## Sources

Rows IN-32 to IN-36, SIG-10 to SIG-21, S-7; RFC 9110, sections 15.6.3 to 15.6.5; the controllers' own sources.
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.shared_place import contested
from kprobe.diagnosis.signatures.recognise import gateway_failed, meaning_of, recognise, speaker, stranger
from kprobe.diagnosis.signatures.signature import Meaning
from kprobe.diagnosis.wording import SLOW, controller_title, witness
from kprobe.model.finding import Confidence
from kprobe.model.probe import HttpFacts
from kprobe.routes.endpoints_link import SLUG as ENDPOINTS
from kprobe.routes.ingress_backend_link import BACKEND

_FIXES = {
    Meaning.REFUSED: "See that targetPort is the port on which the process listens, on all addresses, and which "
    "protocol it speaks there.",
    Meaning.SILENT: "See that a NetworkPolicy lets the controller's namespace in, and that the application answers.",
    Meaning.PLAIN_TO_TLS: "Tell the controller to speak HTTPS to this backend, or send it to the plain port.",
    Meaning.NOT_HTTP: "See that targetPort is the port on which the backend speaks HTTP, or name the protocol that it "
    "speaks (h2c, https) in the way its controller wants.",
    Meaning.TLS_TO_PLAIN: "Let the two agree: rename or renumber the Service's port, set or remove the annotation for "
    "its protocol, or let the controller trust the backend's certificate.",
}


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """A gateway error although the backend has ready endpoints (rows IN-32 to IN-36, SIG-11 to SIG-21, S-7)."""
    if entry.entry.path is None or entry.observation is None:
        return None
    http = entry.observation.http
    if http is None:
        return _waits(case, entry)
    if not gateway_failed(http, entry.controller) and entry.spoken_wrongly is None:
        return None
    if stranger(http, entry.controller):
        return _from_in_front(case, entry, http)
    if (shared := contested(case, entry, f"answers {http.status}")) is not None:
        return shared
    return _blamed(case, entry, said=f"{speaker(http, entry.controller)} answers {http.status}", http=http)


def _waits(case: Case, entry: EntryCase) -> Explanation | None:
    seen = entry.observation
    if seen is None or not entry.waits:
        return None
    doors = {(address, entry.entry.port) for address in (entry.entry.address, *seen.addresses)}
    if not doors & case.around.talking:
        return None
    who = controller_title(entry.controller)
    return _blamed(case, entry, said=f"{who} takes the request and gives no answer in time", http=None)


def _blamed(case: Case, entry: EntryCase, *, said: str, http: HttpFacts | None) -> Explanation:
    told_by = meaning_of(http, entry.controller) if http is not None else Meaning.SILENT
    meaning = entry.spoken_wrongly or told_by
    service, port = case.exposure.service, case.port_detail
    ready = any(link.link == ENDPOINTS and link.subject == service for link in entry.links)
    target = f" for {service} port {port}{', which has ready endpoints' if ready else ''}" if service else ""
    told = tuple(note for link in entry.links if link.link == BACKEND for note in link.evidence)
    hint = case.finding("KP304", service) if service else None
    found = recognise(http, entry.controller) if http is not None else None
    own = found is not None and entry.controller in found.controllers and meaning is not Meaning.NOT_HTTP
    sure = bool(hint or told) or own or meaning is Meaning.PLAIN_TO_TLS
    return Explanation(
        confidence=Confidence.LIKELY if sure else Confidence.POSSIBLE,
        subject=service or case.exposure.source,
        message=f"{said}{target}: {meaning.value}",
        evidence=(
            *told,
            *((hint.message,) if hint else ()),
            *((f"the words are those of {found.who}",) if found else ()),
            witness(entry),
        ),
        fix=(
            *((SLOW,) if http is None else ()),
            _FIXES.get(meaning, "Ask the pods on their target port, and look at the controller's log for this host."),
        ),
        detail=port if service else "",
        yields_to=_nearer(service.path, port) if service else (),
    )


def _from_in_front(case: Case, entry: EntryCase, http: HttpFacts) -> Explanation:
    meaning = meaning_of(http, entry.controller)
    return Explanation(
        confidence=Confidence.POSSIBLE,
        subject=case.exposure.source,
        message=f"{speaker(http, entry.controller)} answers {http.status}: {meaning.value}",
        evidence=(witness(entry),),
        fix=("Look at what stands in front of the controller, and at its health checks.",),
        detail=f"{entry.entry.address}/{http.status}",
    )


def _nearer(service: str, port: str) -> tuple[str, ...]:
    return tuple(f"{code}/Service/{service}/{port}" for code in ("KP801", "KP808", "KP804"))


CAUSE = Cause(
    slug="gateway-error",
    rank=15,
    when=When.FAILING,
    explain=explain,
    link="backend",
    code="KP810",
    title="The controller cannot reach its backend",
)
