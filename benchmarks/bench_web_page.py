"""The web page of 5,000 ways in: how long it takes to write, how large it is, how much a browser works for it.

    python -m benchmarks.run web-page

A third of the ways in is broken, each is on three nodes with its whole route. The browser is Chromium, windowless.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.row import Bench, Row
from kprobe.model.report import Report
from kprobe.render import html, json
from kprobe.render.renderer import Output, Renderer
from tests.kit.browser import Browser, browser, installed
from tests.kit.web_pages import crowd

MANY = 5000
NO_BROWSER = "chromium and chromium-driver"
# From the press of a key or a button to the second frame after it: all is drawn then.
DRAWN = """
const done = arguments[arguments.length - 1], began = performance.now();
%s
if (location.hash.includes('q=')) dispatchEvent(new HashChangeEvent('hashchange'));
requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
"""
DEEDS = {
    "a verdict chosen": "document.querySelector('#verdicts button').click();",
    "sorted": "document.querySelector('th[data-key=where] button').click();",
    "a row opened": "document.querySelector('#table .a button[aria-expanded=false]').click();",
    "a word typed": "location.hash = `#q=web-${1000 + Math.floor(4000 * Math.random())}`;",
}


def _written(report: Report, renderer: Renderer) -> tuple[float, int]:
    stream = io.StringIO()
    began = time.process_time()
    renderer.render(report, Output(stream=stream))
    return time.process_time() - began, len(stream.getvalue().encode())


def rows(rounds: int) -> Iterator[Row]:
    """Writing against half as many and against JSON; then a browser."""
    whole, half = crowd(MANY), crowd(MANY // 2)
    _written(crowd(1), html.RENDERER)
    linear, sizes, seconds = [], [], 0.0
    for _ in range(rounds):
        seconds, size = _written(whole, html.RENDERER)
        linear.append(seconds / _written(half, html.RENDERER)[0])
        sizes.append(size / _written(whole, json.RENDERER)[1])
    yield Row(
        what=f"web page of {MANY:,} ways in, CPU time",
        control=f"of {MANY // 2:,}",
        samples=tuple(linear),
        most=2.2,
        detail=f"{seconds:.1f} s",
    )
    yield Row(
        what=f"web page of {MANY:,} ways in, size",
        control="the same report as JSON",
        samples=tuple(sizes),
        most=1.0,
        detail=f"{size / 1e6:.1f} MB",
    )
    yield from _looked_at(whole, rounds)


def _looked_at(report: Report, rounds: int) -> Iterator[Row]:
    paths = installed()
    if paths is None:
        yield Row(what=f"web page of {MANY:,} ways in, in a browser", needs=NO_BROWSER)
        return
    with TemporaryDirectory() as folder, browser(paths) as chromium:
        page = Path(folder) / "report.html"
        with page.open("w", encoding="utf-8") as stream:
            html.RENDERER.render(report, Output(stream=stream))
        chromium.size(1280)
        chromium.driver.set_page_load_timeout(120)
        chromium.cdp("Performance.enable", timeDomain="threadTicks")
        deeds: dict[str, Callable[[], object] | None] = {"opened": None}
        for what, deed in DEEDS.items():
            deeds[what] = partial(chromium.driver.execute_async_script, DRAWN % deed)
        for what, do in deeds.items():
            samples = tuple(_cpu(chromium, do, page) for _ in range(rounds))
            elements = chromium.run("return document.querySelectorAll('*').length")
            yield Row(
                what=f"the page of {MANY:,} {what}, CPU time of the browser's main thread",
                samples=samples,
                unit="ms",
                most=1000 if do is None else 250,
                detail=f"{elements:,} elements",
            )


def _cpu(chromium: Browser, do: Callable[[], object] | None, page: Path) -> float:
    """Milliseconds that the page's thread worked, for the deed or to open the page: whatever else the machine does."""
    if do is None:
        chromium.open(page)
        return 1000 * _worked(chromium)
    before = _worked(chromium)
    do()
    return 1000 * (_worked(chromium) - before)


def _worked(chromium: Browser) -> float:
    """Seconds since the page was opened; another page has another clock."""
    metrics = {m["name"]: m["value"] for m in chromium.cdp("Performance.getMetrics")["metrics"]}
    worked: float = metrics["TaskDuration"]
    return worked


BENCH = Bench(slug="web-page", about="The report as a web page, of a cluster with very many ways in.", rows=rows)
