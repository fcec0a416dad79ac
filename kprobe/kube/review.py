"""Finds out what credentials may read, by reading a little of everything.

An answer to the very request that a scan makes is worth more than a SelfSubjectAccessReview: it holds for every
authorizer, tells what this server does not serve at all, and needs nothing but GET.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from pathlib import Path

from msgspec.structs import replace

from kprobe.kube.access import open_access
from kprobe.kube.decoding import BROKEN, decode_page
from kprobe.kube.evidence_reader import read_evidence
from kprobe.kube.facts.conclusions import node_port_range, service_proxy
from kprobe.kube.failures import Unanswered
from kprobe.kube.interning.forms import form
from kprobe.kube.interning.pool import Pool
from kprobe.kube.link import Link
from kprobe.kube.resources import KINDS, SINGLES, Kind, Single
from kprobe.kube.session import Session
from kprobe.kube.threads import side_by_side
from kprobe.model.objects.node import Node
from kprobe.model.rights import Allowed, Right, Rights
from kprobe.model.snapshot import Gap, GapReason, Resource
from kprobe.model.text import sanitised

_THREADS = 4
_ONE = {"limit": "1"}


def review(
    *, kubeconfig: Path | None, context: str | None, namespaces: tuple[str, ...], request_timeout: float = 30.0
) -> Rights:
    """Ask for one object of each list, and for each thing that is read by itself.

    `namespaces` are tried where the whole cluster may not be listed; without any, the context's own. Raises KprobeError
    where the API server cannot be reached or trusted, or refuses the credentials.
    """
    access = open_access(kubeconfig=kubeconfig, context=context, plugin_seconds=60.0)
    session = Session(access=access, timeout=request_timeout, link=Link(packed=False))
    try:
        tried = namespaces or (access.namespace,)
        jobs: list[Callable[[], Right]] = [partial(_of_list, session, kind, tried) for kind in KINDS]
        jobs += [partial(_of_single, session, single) for single in SINGLES]
        rights = side_by_side(jobs, threads=_THREADS, stopped=session.stopped)
        conclusions = _conclusions(session)
    finally:
        session.stopped.set()
        access.close()
    lost = {gap.resource: gap.effect for gap in conclusions}
    return Rights(
        context=access.context,
        server=access.server,
        rights=tuple(sanitised(_with_effect(right, lost)) for right in rights),
        gaps=(*(_gap(right) for right in rights if right.allowed is not Allowed.YES and _is_list(right)), *conclusions),
    )


def _of_list(session: Session, kind: Kind, namespaces: tuple[str, ...]) -> Right:
    allowed, detail = _answer(session, kind.path(), _ONE)
    there: tuple[str, ...] = ()
    if allowed is Allowed.NO and kind.namespaced:
        there = tuple(n for n in namespaces if _answer(session, kind.path(n), _ONE)[0] is Allowed.YES)
        allowed = Allowed.PARTLY if there else Allowed.NO
    return Right(
        verb="list",
        title=kind.resource.value,
        allowed=allowed,
        group=kind.group,
        resource=kind.resource.value,
        namespaces=there,
        effect="" if allowed is Allowed.YES else kind.effect,
        advisory=kind.advisory,
        detail=detail,
    )


def _of_single(session: Session, single: Single) -> Right:
    allowed, detail = _answer(session, single.path, {})
    return Right(
        verb="get",
        title=single.title,
        allowed=allowed,
        group=single.group,
        resource=single.resource,
        name=single.name,
        namespace=single.namespace,
        url="" if single.resource else single.path,
        effect=single.proves or "" if allowed is not Allowed.YES else "",
        advisory=single.proves is None,
        detail=detail,
    )


def _answer(session: Session, path: str, query: dict[str, str]) -> tuple[Allowed, str]:
    """What does not exist is not forbidden."""
    try:
        answer = session.get(path, query)
    except Unanswered as failure:
        return Allowed.UNKNOWN, failure.words
    if answer.ok or answer.status in {HTTPStatus.NOT_FOUND, HTTPStatus.NOT_ACCEPTABLE}:
        return Allowed.YES, ""
    if answer.status == HTTPStatus.FORBIDDEN:
        return Allowed.NO, answer.reason
    return Allowed.UNKNOWN, answer.reason or f"the API server answered {answer.status}"


def _conclusions(session: Session) -> tuple[Gap, ...]:
    """What of the facts about the cluster stays unproven; a node's annotations may tell them as well (k3s)."""
    evidence = read_evidence(session)
    nodes = _first_nodes(session)
    return (*service_proxy(evidence, nodes)[1], *node_port_range(evidence, nodes)[1])


def _first_nodes(session: Session) -> tuple[Node, ...]:
    path = next(kind.path() for kind in KINDS if kind.resource is Resource.NODES)
    try:
        answer = session.get(path, {"limit": "100"})
        return decode_page(answer.body, form(Node, Pool())).items if answer.ok else ()
    except (Unanswered, *BROKEN):
        return ()


def _is_list(right: Right) -> bool:
    return right.verb == "list"


def _with_effect(right: Right, lost: dict[Resource | None, str]) -> Right:
    """Of several sources that tell the same one is enough: without this one something is lost, or nothing."""
    if _is_list(right):
        return right
    return replace(right, effect=lost.get(Resource(right.effect), "") if right.effect else "")


def _gap(right: Right) -> Gap:
    where = f" outside of the namespaces {', '.join(right.namespaces)}" if right.namespaces else ""
    return Gap(
        what=f"{right.resource}{where}",
        reason=GapReason.FORBIDDEN if right.allowed is not Allowed.UNKNOWN else GapReason.FAILED,
        effect=right.effect,
        resource=Resource(right.resource),
        read_in=right.namespaces,
        detail=right.detail,
        advisory=right.advisory,
    )
