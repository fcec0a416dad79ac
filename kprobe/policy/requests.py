"""What objects ask to ignore about themselves, by annotation.

`kprobe.dev/ignore: "KP301 not launched yet; KP202,KP304 chosen by hand"`: codes and a reason, several after a `;` or on
lines of their own. Whether anybody listens is the operator's decision (`Policy.annotations`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kprobe.model.objects.meta import ObjectMeta
from kprobe.model.policy import IgnoreRequest
from kprobe.model.refs import Ref
from kprobe.model.snapshot import Snapshot

_NEXT = re.compile(r"[;\n]\s*(?=KP\d)")
_REQUEST = re.compile(r"(KP\d{3}(?:\s*,\s*KP\d{3})*)\s+(\S.*)", re.DOTALL)
_MOST = 40  # of one object: more than that is no reason but noise
_LONGEST = 300  # characters of a reason


def requests(snapshot: Snapshot) -> tuple[IgnoreRequest, ...]:
    """Every one, in the order of objects' names; of an object that was read twice, once."""
    found = dict.fromkeys(request for ref, text in sorted(set(_annotated(snapshot))) for request in parsed(ref, text))
    return tuple(found)


def parsed(subject: Ref, text: str) -> Iterator[IgnoreRequest]:
    """What one annotation asks for: a request for each code, and one without a code for a part that cannot be read."""
    for part in [p.strip() for p in _NEXT.split(text.strip())][:_MOST]:
        match = _REQUEST.fullmatch(part)
        if match is None:
            yield IgnoreRequest(subject=subject, code="", reason=part[:_LONGEST])
            continue
        for code in re.findall(r"KP\d{3}", match[1])[:_MOST]:
            yield IgnoreRequest(subject=subject, code=code, reason=match[2].strip()[:_LONGEST])


def _annotated(snapshot: Snapshot) -> Iterator[tuple[Ref, str]]:
    kinds: tuple[tuple[str, Iterable[ObjectMeta]], ...] = (
        ("Service", (o.metadata for o in snapshot.services)),
        ("Ingress", (o.metadata for o in snapshot.ingresses)),
        ("IngressClass", (o.metadata for o in snapshot.ingress_classes)),
        ("Deployment", (o.metadata for o in snapshot.deployments)),
        ("StatefulSet", (o.metadata for o in snapshot.stateful_sets)),
        ("DaemonSet", (o.metadata for o in snapshot.daemon_sets)),
        ("Pod", (o.metadata for o in snapshot.pods)),
        ("Node", (o.metadata for o in snapshot.nodes)),
    )
    for kind, metas in kinds:
        for meta in metas:
            if meta.annotations is not None and (text := meta.annotations.kprobe_ignore) is not None:
                yield Ref(kind=kind, namespace=meta.namespace, name=meta.name), text
