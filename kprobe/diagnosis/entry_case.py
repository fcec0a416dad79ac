"""What is known about one entry once the knocking is over."""

from __future__ import annotations

from msgspec import Struct

from kprobe.diagnosis.signatures.recognise import from_behind, gateway_failed, recognise
from kprobe.diagnosis.signatures.signature import Meaning
from kprobe.model.exposure import Entry
from kprobe.model.finding import Confidence
from kprobe.model.probe import AddressResult, Author, HttpFacts, Observation, PortState, Skipped, Stage
from kprobe.model.refs import Ref
from kprobe.model.report import EntryReport
from kprobe.model.route import Link, LinkState, Prediction
from kprobe.routes.ingress_backend_link import BACKEND
from kprobe.routes.port_owner import SLUG as PORT_OWNER

# The router itself wants something else of the client: another TLS name (SIG-22), a client certificate (SIG-23).
TURNED_AWAY = frozenset({421, 495, 496})


class EntryCase(Struct, frozen=True, kw_only=True):
    """One entry: its links, what they predict, and what was seen or why nothing was tried.

    `controller`: the slug of the ingress controller that should answer, None where none is known. `inside`: the probe
    stood on a node or in a pod, where service proxies go by other rules than for a client outside. `strayed`: the
    Service at which a host name ends that is not its controller's, and does not know the name either. `alone`: silent
    over UDP, while the same question was answered at another node.
    """

    entry: Entry
    links: tuple[Link, ...]
    prediction: Prediction | None
    observation: Observation | None
    skipped: Skipped | None
    controller: str | None = None
    inside: bool = False
    strayed: Ref | None = None
    alone: bool = False

    @property
    def by_name(self) -> bool:
        """Whether this is the way by DNS, as a client without kprobe's pinning would take it."""
        return self.entry.host is not None and self.entry.address == self.entry.host

    @property
    def open(self) -> bool:
        """Whether the port answered."""
        return self.observation is not None and self.observation.state is PortState.OPEN

    @property
    def intended(self) -> bool:
        """Whether it is silent because somebody asked for it."""
        return self.prediction is not None and self.prediction.by_intent

    @property
    def doomed(self) -> bool:
        """Whether the configuration says that no client gets through."""
        return self.prediction is not None and self.prediction.works is False

    @property
    def presumed(self) -> bool:
        """Whether only a default that the API does not show says that an Ingress's rule is passed over."""
        return (
            self.doomed
            and self.entry.path is not None
            and self.prediction is not None
            and self.prediction.confidence is Confidence.POSSIBLE
        )

    @property
    def taken(self) -> bool:
        """Whether another claim on the same address and port is known to stand before this one and to answer."""
        link = self.broken_link
        return link is not None and link.link == PORT_OWNER

    @property
    def proven_dead(self) -> bool:
        """Whether the API alone leaves no doubt of that."""
        return self.doomed and self.prediction is not None and self.prediction.confidence is Confidence.CERTAIN

    @property
    def own_trouble(self) -> bool:
        """Whether the prober itself was in the way (no route of that family, say), so that nothing was learnt (S-5)."""
        return self.observation is not None and self.observation.own_trouble

    @property
    def flaky(self) -> bool:
        """Whether only some of several attempts succeeded."""
        seen = self.observation
        if seen is None or not self.open:
            return False
        return 0 < seen.succeeded < seen.attempts or self.comes_and_goes or bool(self.foreign)

    @property
    def foreign(self) -> tuple[AddressResult, ...]:
        """Addresses of the name that answer as for any host, while others know it: another server's."""
        at = self.observation.at if self.observation else ()
        if not any(one.author is Author.ROUTE for one in at):
            return ()
        return tuple(one for one in at if one.author is Author.ROUTER)

    @property
    def comes_and_goes(self) -> bool:
        """Whether the port took a connection, and none of those that should have carried a question."""
        seen = self.observation
        asked = seen is not None and self.open and bool(seen.target.scheme) and seen.http is None
        return asked and seen is not None and seen.stage is Stage.CONNECT and bool(seen.error)

    @property
    def slow_at_times(self) -> bool:
        """Whether the attempts that did not succeed got no answer in time: nobody refused, somebody is busy or dead."""
        seen = self.observation
        return seen is not None and self.flaky and not self.comes_and_goes and "in time" in seen.error

    @property
    def unexpected(self) -> bool:
        """Whether something answers where the configuration says that nothing can."""
        if not self.open or self.prediction is None or not self.doomed:
            return False
        if self.inside and self.intended:  # for traffic from inside, policy Local counts as Cluster (rows PX-20, PX-21)
            return False
        if PortState.OPEN not in self.prediction.states:
            return True
        return self.answers is True and not self.presumed

    @property
    def speechless(self) -> bool:
        """Whether the port is open, was asked over HTTP, and gave no HTTP answer.

        Nor did it where no question could be asked any more: it takes a connection now, and refuses the next.
        A TLS handshake that fails is a word, too, where no name was asked for: many routers want one.
        """
        seen = self.observation
        if seen is None or not self.open or seen.http is not None or not seen.target.scheme:
            return False
        return seen.stage is not Stage.TLS or self.entry.host is not None

    @property
    def waits(self) -> bool:
        """Whether the request was taken, and its answer did not come in time: it hangs, or is slow."""
        seen = self.observation
        return seen is not None and seen.http is None and seen.stage is Stage.REQUEST and "in time" in seen.error

    @property
    def broken_link(self) -> Link | None:
        """The broken link that the prediction rests on, or the one at which a rule is presumed to be passed over."""
        if self.prediction is None:
            return None
        guilty = {LinkState.BROKEN, LinkState.UNKNOWN} if self.presumed else {LinkState.BROKEN}
        return next((e for e in self.links if e.link == self.prediction.link and e.state in guilty), None)

    @property
    def doubt(self) -> Link | None:
        """The link for which nothing can be predicted."""
        unsure = self.prediction is not None and self.prediction.works is None
        return next((e for e in self.links if unsure and e.effect is self.prediction), None)

    @property
    def spoken_wrongly(self) -> Meaning | None:
        """What the controller's own 500 tells of the protocol that its backend speaks; None for no such answer.

        Applications say the same words. Where it guessed the protocol from the port, they are its own (row IN-35); else
        only where they came without the headers by which nearly every program names itself or its words' type.
        """
        http = self.observation.http if self.observation else None
        found = recognise(http, self.controller) if http is not None else None
        if http is None or found is None or found.meaning is not Meaning.TLS_TO_PLAIN:
            return None
        if from_behind(http, self.controller):
            return None
        if any(link.link == BACKEND and link.evidence for link in self.links):
            return Meaning.TLS_TO_PLAIN
        bare = not http.content_type and not http.server and http.author is Author.ROUTE
        return Meaning.NOT_HTTP if bare and self.controller in found.controllers else None

    @property
    def turned_away(self) -> bool:
        """Whether the router itself wants something else of a TLS client; an application may use the status, too."""
        http = self.observation.http if self.observation else None
        if http is None or http.status not in TURNED_AWAY or self.entry.scheme != "https":
            return False
        return not from_behind(http, self.controller)

    @property
    def answers(self) -> bool | None:
        """Whether a client gets through here; None where the probe could not tell.

        A silent UDP port tells nothing, unless it replies elsewhere. An open port behind a link that is proven broken
        answers for somebody else.
        """
        seen = self.observation
        if seen is None or seen.own_trouble:
            return None
        if seen.state is PortState.OPEN_FILTERED:
            return False if self.proven_dead or self.alone else None
        if seen.state is None:
            return False if seen.stage is Stage.RESOLVE else None
        if seen.state is not PortState.OPEN:
            return False
        if self.entry.path is not None:
            return self._http_answers(seen)
        if self.doomed and self.prediction is not None and PortState.OPEN in self.prediction.states:
            return False if self.taken else None
        # A port that says it speaks HTTP, and then does not, is open; that it serves anybody was not seen.
        return None if self.speechless else True

    def _http_answers(self, seen: Observation) -> bool | None:
        # The status alone decides nothing; whether a host that nobody serves gets the same answer does.
        if seen.http is None:
            return None if seen.tls is not None and seen.tls.wants_client_certificate else False
        if gateway_failed(seen.http, self.controller) or seen.http.loops or self.spoken_wrongly is not None:
            return False
        if self.doomed and not self.presumed and self._excused(seen.http):
            return False
        if self.strayed is not None:
            return False
        if self.turned_away:
            return None
        if seen.http.author is not Author.ROUTER or from_behind(seen.http, self.controller):
            return True
        if self.doomed:
            return False
        return None if seen.http.status == 404 else True

    def _excused(self, http: HttpFacts) -> bool:
        """Whether a dead rule may be answered so: by its router's own word, or by another rule in its place."""
        prediction = self.prediction
        return prediction is not None and (prediction.others_answer or _as_predicted(http.status, prediction.statuses))


def _as_predicted(status: int, statuses: tuple[int, ...]) -> bool:
    """Whether a router without a backend may answer so; which refusal it chooses is not known of every controller."""
    return status in statuses if statuses else status >= 400


def case_of(entry: EntryReport) -> EntryCase:
    """The entry of a report as the comparison saw it, which alone knows what an answer is worth."""
    return EntryCase(
        entry=entry.entry,
        links=entry.links,
        prediction=entry.prediction,
        observation=entry.observation,
        skipped=None,
        controller=entry.controller,
        inside=entry.inside,
        strayed=entry.strayed,
        alone=entry.alone,
    )
