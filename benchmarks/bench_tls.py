"""TLS: handshakes and certificate facts for each second of this client's own processor time, and none lost in a crowd.

The control is `openssl s_time -new`: nothing but handshakes, in C. kprobe's figure has in it the request, its answer,
and the certificate: read, and verified against a root for a name of its own. The server (`serving.py`) is another
process, whose time counts for nobody. The certificate is ECDSA P-256, the version TLS 1.3, on both sides.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import trustme
from cryptography import x509

from benchmarks.bench_http import questions, talked
from benchmarks.process import run
from benchmarks.row import Bench, Row
from benchmarks.serving import KNOWN, serving
from kprobe.model.probe_options import ProbeOptions
from kprobe.probing.answer import Question
from kprobe.probing.converse import PER_CORE, Conversation, converse
from kprobe.probing.tls import Judge

TARGETS = 2_000
CROWD = 4_000
SECONDS = 3
OPTIONS = ProbeOptions(timeout=5.0, rate=0.0)
HASTY = ProbeOptions(timeout=1.0, attempts=1, concurrency=CROWD, rate=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Served:
    port: int
    root: x509.Certificate


def _ours(served: _Served, count: int) -> float:
    """Targets a second of processor time."""
    asked = questions(served.port, count, scheme="https")
    began = time.process_time()
    known = talked(asked, OPTIONS, Judge(roots=(served.root,)))
    spent = time.process_time() - began
    if any(said.tls is None or not said.tls.trusted or said.tls.problem for said in known.values()):
        raise RuntimeError("a certificate was misjudged")
    return count / spent


def _control(served: _Served) -> float:
    """Handshakes a second of processor time."""
    with tempfile.NamedTemporaryFile("r") as said:
        timed = run(
            ["openssl", "s_time", "-new", "-connect", f"127.0.0.1:{served.port}", "-time", str(SECONDS)],
            stdout=Path(said.name),
        )
        counted = re.search(r"(\d+) connections in \d+ real seconds", said.read())
    assert counted is not None
    return int(counted[1]) / timed.cpu


def _against_openssl(served: _Served, rounds: int) -> Row:
    row = Row(
        what=f"TLS, request and certificate facts, {TARGETS:,} targets: targets per CPU second",
        control="openssl s_time -new: handshakes per CPU second",
        least=0.3,
    )
    if shutil.which("openssl") is None:
        return replace(row, needs="openssl")
    _ours(served, TARGETS // 10)
    measured = [(_ours(served, TARGETS), _control(served)) for _ in range(rounds)]
    mine, theirs = (sorted(column)[rounds // 2] for column in zip(*measured, strict=True))
    return replace(
        row,
        samples=tuple(a / b for a, b in measured),
        detail=f"{mine:,.0f} and {theirs:,.0f} per CPU second; every certificate verified",
    )


def _crowd(served: _Served, rounds: int) -> Row:
    false, seconds = [], 0.0
    for _ in range(max(1, rounds // 2)):
        began = time.monotonic()
        known: dict[Question, Conversation] = {}
        asked = questions(served.port, CROWD, scheme="https")
        asyncio.run(converse(asked, HASTY, deadline=began + 600, into=known, judge=Judge(roots=(served.root,))))
        false.append(float(sum(said.http is None for said in known.values())))
        seconds = time.monotonic() - began
    return Row(
        what=f"healthy TLS targets that no answer was heard from, of {CROWD:,} with {HASTY.timeout:g} s, one attempt",
        samples=tuple(false),
        unit="count",
        most=0,
        detail=f"all of them in {seconds:.0f} s, at most {PER_CORE} at once for each processor",
    )


def rows(rounds: int) -> Iterator[Row]:
    if sys.platform != "linux":
        yield Row(what="TLS", needs="Linux, which has all of 127.0.0.0/8")
        return
    authority = trustme.CA()
    leaf = authority.issue_cert(f"*{KNOWN}", key_type=trustme.KeyType.ECDSA)
    with tempfile.NamedTemporaryFile(suffix=".pem") as file:
        leaf.private_key_and_cert_chain_pem.write_to_path(file.name)
        with serving(file.name) as port:
            served = _Served(port=port, root=x509.load_pem_x509_certificate(authority.cert_pem.bytes()))
            yield _against_openssl(served, rounds)
            yield _crowd(served, rounds)


BENCH = Bench(slug="tls", about="what a TLS handshake and its certificate cost", rows=rows)
