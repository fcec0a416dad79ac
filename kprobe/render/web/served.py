"""What `kprobe serve` adds to the page: how old it is, and a page for the time until there is one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from kprobe import __version__
from kprobe.render.web.assets import Assets, assets
from kprobe.render.web.bounds import clipped
from kprobe.render.web.csp import policy
from kprobe.render.web.page import environment

_MAIN = '<main id="top">\n'


def split(page: str) -> tuple[str, str]:
    """The page in front of the place for a banner, and behind it. No text of a stranger comes before that place."""
    head, main, tail = page.partition(_MAIN)
    if not main:
        raise ValueError("the template of the page has no place for a banner")
    return head + main, tail


def served_banner(text: str, grave: Sequence[str]) -> str:
    """HTML: what casts doubt on the report, then how old it is."""
    return environment().get_template("served.html").render(text=clipped(text), grave=[clipped(g) for g in grave])


def waiting_page(text: str, grave: Sequence[str]) -> str:
    """A page that looks again by itself."""
    template = environment().get_template("waiting.html")
    return template.render(
        policy=served_policy(),
        assets=_assets(),
        text=clipped(text),
        grave=[clipped(g) for g in grave],
        version=__version__,
    )


@cache
def served_policy() -> str:
    """The Content-Security-Policy that the page itself names."""
    inlined = _assets()
    return policy(styles=[inlined.style], scripts=[inlined.early, inlined.script])


@cache
def _assets() -> Assets:
    return assets()
