from __future__ import annotations

import base64
import hashlib

from kprobe.render.web.assets import assets
from kprobe.render.web.csp import policy
from tests.kit import reports
from tests.kit.rendering import rendered
from tests.kit.web_pages import parsed


def test_the_hashes_are_those_of_the_elements_in_the_page() -> None:
    tree, _ = parsed(rendered(reports.healthy(), "html"), scripting=True)
    inline = [e.text or "" for tag in ("style", "script") for e in tree.iter(tag)]
    assert len(inline) == 3
    [csp] = [m.get("content", "") for m in tree.iter("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    for text in inline:
        assert f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" in csp


def test_another_script_is_another_policy() -> None:
    assert policy(styles=["a"], scripts=["b"]) != policy(styles=["a"], scripts=["b "])


def test_style_and_scripts_end_no_element_and_are_ascii() -> None:
    whole = assets()
    for text in (whole.style, whole.early, whole.script):
        assert text.isascii()
        assert not any(end in text for end in ("</script", "</style", "<!--"))
