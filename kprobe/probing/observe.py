"""Puts together what the three phases learnt about one target. No sockets here."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from kprobe.model.exposure import Protocol
from kprobe.model.probe import AddressResult, Author, Observation, PortState, Skipped, Stage, Target
from kprobe.probing.answer import Question
from kprobe.probing.converse import Conversation
from kprobe.probing.knock import Door, Knock
from kprobe.probing.names import is_ip
from kprobe.probing.resolution import Resolution
from kprobe.probing.safety import refusal

PER_NAME = 8
"""How many addresses of one name are knocked on."""
NOT_REACHED = "there was no time left to knock on it"


class Known(Struct, frozen=True, kw_only=True):
    """All that is known so far; filled phase by phase, and kept when a run ends early."""

    allow: tuple[str, ...] = ()
    names: dict[str, Resolution] = field(default_factory=dict)
    knocks: dict[Door, Knock] = field(default_factory=dict)
    talks: dict[Question, Conversation] = field(default_factory=dict)

    def doors(self, target: Target) -> tuple[Door, ...]:
        """What to connect to: the resolved addresses, judged here and dialled as they are, never resolved again."""
        safe = [address for address in self.addresses(target) if not refusal(address, self.allow)]
        application = target.application if target.protocol is Protocol.UDP else ""
        return tuple(
            Door(address=address, port=target.port, protocol=target.protocol, application=application)
            for address in safe[:PER_NAME]
        )

    def addresses(self, target: Target) -> tuple[str, ...]:
        """The target's own address, or what its name resolved to."""
        if is_ip(target.address):
            return (target.address,)
        resolution = self.names.get(target.address)
        return resolution.addresses if resolution else ()

    def questions(self, target: Target) -> tuple[Question, ...]:
        """What to ask where the sweep found the target's doors open."""
        if not target.scheme:
            return ()
        return tuple(
            question_of(target, door)
            for door in self.doors(target)
            if (knock := self.knocks.get(door)) and knock.state is PortState.OPEN
        )


def question_of(target: Target, door: Door) -> Question:
    """What `target` asks at one of its doors; a name that is dialled is also the host that is asked for."""
    host = target.host or ("" if is_ip(target.address) else target.address)
    return Question(
        address=door.address,
        port=door.port,
        scheme=target.scheme,
        application=target.application,
        host=host,
        path=target.path or "/",
        routed=bool(target.host),
    )


def observe(target: Target, known: Known, stopped: str) -> Observation | Skipped:
    """What was seen at `target`, or why nothing was; `stopped` says why the run ended early, "" where it did not."""
    by_name = not is_ip(target.address)
    resolution = known.names.get(target.address) if by_name else None
    if resolution is not None and resolution.error:
        return Observation(
            target=target,
            state=None,
            stage=Stage.RESOLVE,
            error=resolution.error,
            own_trouble=resolution.own_trouble,
            resolution=resolution.facts,
        )
    addresses = known.addresses(target)
    if not addresses:
        return Skipped(target=target, reason=stopped or NOT_REACHED)
    doors = known.doors(target)
    if not doors:
        reason = refusal(addresses[0], known.allow)
        return Skipped(
            target=target,
            reason=f"the name resolves to an address that is not knocked on: {reason}" if by_name else reason,
        )
    seen = [one for door in doors if (one := _at(target, door, known)) is not None]
    if not seen:
        return Skipped(target=target, reason=stopped or NOT_REACHED)
    return replace(
        _combined(seen), addresses=addresses if by_name else (), resolution=resolution.facts if resolution else None
    )


def _at(target: Target, door: Door, known: Known) -> Observation | None:
    knock = known.knocks.get(door)
    if knock is None:
        return None
    base = Observation(
        target=target,
        state=knock.state,
        stage=Stage.CONNECT,
        attempts=knock.attempts,
        succeeded=knock.succeeded,
        seconds=knock.seconds,
        error=knock.error,
        own_trouble=knock.own_trouble,
        addresses=(door.address,),
    )
    if not target.scheme or knock.state is not PortState.OPEN:
        return base
    talk = known.talks.get(question_of(target, door))
    if talk is None:
        return None
    return replace(
        base,
        stage=talk.stage,
        attempts=knock.attempts - knock.succeeded + talk.attempts,  # a connect that failed is a question unasked
        succeeded=talk.succeeded,
        error=talk.error or knock.error,
        own_trouble=talk.own_trouble,
        speaks=talk.speaks,
        tls=talk.tls,
        http=talk.http,
    )


def _combined(seen: Sequence[Observation]) -> Observation:
    """One name, several addresses: the best of them, with the attempts of all and the words of the worst.

    An address that only this machine's own trouble speaks about (IPv6 without a route to it) does not count against
    the others.
    """
    seen = [one for one in seen if not one.own_trouble] or seen
    if len(seen) == 1:
        return seen[0]
    best = max(seen, key=_quality)
    worst = min(seen, key=_quality)
    words = f"{worst.addresses[0]}: {worst.error}" if worst.error else ""
    return replace(
        best,
        attempts=sum(one.attempts for one in seen),
        succeeded=sum(one.succeeded for one in seen),
        error=words,
        at=_each(seen),
    )


def _each(seen: Sequence[Observation]) -> tuple[AddressResult, ...]:
    """A result for each address where they differ, in the resolver's order."""
    looks = {(one.state, one.succeeded == one.attempts, one.succeeded > 0, one.error, _author(one)) for one in seen}
    if len(looks) == 1:
        return ()
    return tuple(
        AddressResult(
            address=one.addresses[0],
            state=one.state,
            attempts=one.attempts,
            succeeded=one.succeeded,
            error=one.error,
            author=_author(one),
        )
        for one in seen
    )


def _author(one: Observation) -> Author | None:
    return one.http.author if one.http is not None else None


def _quality(one: Observation) -> tuple[bool, float, int, bool, bool]:
    ratio = one.succeeded / one.attempts if one.attempts else 0.0
    known = _author(one) is Author.ROUTE
    return (one.state is PortState.OPEN, ratio, tuple(Stage).index(one.stage), one.state is not None, known)
