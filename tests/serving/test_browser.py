"""The served page in a real browser: nothing in it violates the policy that comes with it."""

from __future__ import annotations

import pytest

from kprobe.serving.clock import now
from kprobe.serving.state import Failure, Trouble
from tests.kit.browser import browser, installed
from tests.kit.exporter import NONE, having, serving


@pytest.mark.timeout(300)
def test_a_browser_shows_the_page_while_there_is_no_report_and_then_the_report() -> None:
    paths = installed()
    if paths is None:
        pytest.skip("NO BROWSER: the served page was not looked at; apt-get install chromium chromium-driver")
    failure = Failure(at=now(), trouble=Trouble.UNREADABLE, message="<b>connection refused</b>")
    with serving(NONE.without(failure, 1.0)) as (board, server, said), browser(paths) as shown:
        shown.driver.get(f"http://{server.address}/")
        assert shown.texts("h1") == ["No report yet"]
        assert shown.texts(".alert")[0].endswith("failed: <b>connection refused</b>")
        waiting = shown.console()
        board.state = having(age=7300.0).without(failure, 1.0)
        shown.until("document.querySelector('h1').textContent === 'lab'")  # it looks again by itself
        assert shown.texts("[aria-label='How old this report is'] p")[0].startswith(
            "This report is too old to be relied"
        )
        assert shown.texts("[aria-label='How old this report is'] .left")[0].startswith("This report is 2 h ")
        assert len(shown.all("#switch button")) == 1  # the page's script runs
        report = shown.console()
    # The answer without a report is a 503, and there is no favicon: of both Chromium says so.
    assert [line for line in (*waiting, *report) if "Failed to load resource" not in line] == []
    assert said == []
