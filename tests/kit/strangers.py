"""Reports in which whatever a stranger can write is one text: names, paths, errors, certificates, notes."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st
from msgspec.structs import replace

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry
from kprobe.model.finding import Severity
from kprobe.model.probe import HttpFacts, Observation, PortState, Stage, TlsFacts
from kprobe.model.refs import Ref
from kprobe.model.report import Report
from kprobe.model.why import Why
from tests.kit import reports

# What some format or its reader might take for more than text.
DANGEROUS = (
    *(
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\uff1d1",
        "a;=1+1",
        'a;"=1+1"',
        " =1",
        "a|=1",
        '=HYPERLINK("http://evil.example")',
    ),
    *("a|b", "|", "\\|", "`", "``|``", "# x", "- x", "1. x", "---", "```", "~~~", "~~x~~", "*x*", "__x__", "<b>x</b>"),
    *(
        "<script>alert(1)</script>",
        "<!--",
        "<img src=x onerror=alert(1)>",
        "&lt;b&gt;",
        "</details>",
        "[x](https://evil.example)",
    ),
    *(
        "![x](https://evil.example/x.png)",
        "https://evil.example/x",
        "www.evil.example",
        "joe@evil.example",
        "<https://evil.example>",
    ),
    *(
        "@octocat",
        "cc @org/team",
        "#1",
        "owner/repo#1",
        "!1",
        "$x$ and $y$",
        ":skull:",
        "$`x`$",
        "[x]: https://evil.example",
    ),
    *(
        "]]>",
        "<![CDATA[x]]>",
        "&amp;",
        "&#0;",
        '"',
        "'",
        '" or "',
        "\\",
        "\\n",
        "{0}",
        "%s",
        "../../etc/passwd",
        "..",
        "a/b",
    ),
    *("日本語", "é", "👩‍👩‍👧", "x" * 300, " x ", "a,b", 'a"b', "mailto:joe@evil.example"),
)
# These never come out of `sanitised`, and must do no harm all the same.
UNPRINTABLE = ("\x00", "\x1b[31m", "\ufffe", "\ud800", "a\r\nb", "\tx", "\x85", "\u202e", "\x0b", "a\nb")

_ALPHABET = st.characters(exclude_categories=("Cs", "Cc"))
TEXTS = (
    st.sampled_from(DANGEROUS)
    | st.text(_ALPHABET, min_size=1, max_size=30)
    | st.lists(st.sampled_from(DANGEROUS), min_size=2, max_size=3).map("".join)
)


def saying(text: str) -> Report:
    """A scan, with every verdict and every severity."""
    named = Ref(kind="Service", namespace=text, name=text)
    web = replace(reports.node_port(text, 30080, namespace=text), workload=named)
    front = reports.ingress(text, text, f"/{text}", namespace=text)
    tls = TlsFacts(
        version="TLSv1.3",
        subject=text,
        issuer=text,
        names=(text,),
        problem=text,
        not_after=datetime(2027, 1, 1, tzinfo=UTC),
    )
    finding = replace(
        reports.finding(message=text, name=text, fix=(text, f"kubectl -n x edit {text}", f"  {text}: {text}")),
        detail=text,
        evidence=(text,),
        subject=named,
        exposures=(web.id,),
    )
    return replace(
        reports.report(
            reports.reported(web, Verdict.UNREACHABLE, cause=text),
            reports.reported(
                front,
                Verdict.DEGRADED,
                seen=tuple(_answer(entry, text, tls) for entry in front.entries),
                cause=text,
            ),
            reports.reported(
                reports.node_port(f"{text}2", 30081, namespace=text),
                Verdict.NOT_PROBED,
                seen=(None, None, None),
                skipped=text,
            ),
            findings=(
                finding,
                replace(finding, code="KP302", severity=Severity.WARNING, exposures=()),
                replace(finding, code="KP303", severity=Severity.INFO, exposures=()),
            ),
            gaps=(replace(reports.GAP, what=text, effect=text, detail=text),),
        ),
        notes=(text,),
    )


def answering(text: str) -> Report:
    """The same as the answer to a question."""
    scanned = saying(text)
    return replace(
        scanned,
        why=Why(
            target=text,
            matched=(scanned.exposures[0].exposure.id,),
            others=(scanned.exposures[1].exposure.id,),
            verdict=Verdict.UNREACHABLE,
            answer=text,
            notes=(text,),
        ),
    )


def _answer(entry: Entry, text: str, tls: TlsFacts) -> Observation:
    return reports.observation(
        entry, PortState.OPEN, stage=Stage.RESPONSE, error=text, tls=tls, http=HttpFacts(status=200, server=text)
    )
