"""Pages in a real browser; where there is none these tests are skipped, and say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kprobe.model.difference import Difference
from kprobe.model.report import Report
from tests.kit import differences
from tests.kit.browser import Browser, browser, installed
from tests.kit.rendering import rendered

Show = Callable[..., Browser]
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser needs its time to start, on a machine that does much else."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.timeout(300))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One for each process of the test run."""
    paths = installed()
    if paths is None:
        pytest.skip("NO BROWSER: the web page was not looked at; apt-get install chromium chromium-driver")
    with browser(paths) as running:
        yield running


@pytest.fixture
def show(chromium: Browser, tmp_path: Path) -> Iterator[Show]:
    """Shows a report or a difference. In the end the console is empty: no script failed, no policy was violated."""
    pages: dict[int, Path] = {}

    def shown(report: Report | Difference, fragment: str = "", *, width: int = 1280) -> Browser:
        if id(report) not in pages:
            pages[id(report)] = tmp_path / f"report-{len(pages)}.html"
            text = rendered(report, "html") if isinstance(report, Report) else differences.rendered(report, "html")
            pages[id(report)].write_text(text, encoding="utf-8")
        chromium.size(width)
        chromium.open(pages[id(report)], fragment)
        return chromium

    chromium.scheme("light")
    chromium.scripts(enabled=True)
    chromium.console()
    yield shown
    assert chromium.console() == []
