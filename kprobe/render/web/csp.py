"""What the page lets a browser do: show itself, and run its own script. Nothing else, whoever wrote what is in it.

https://www.w3.org/TR/CSP3/ and, for the one place where text becomes markup, https://www.w3.org/TR/trusted-types/.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable


def policy(*, styles: Iterable[str], scripts: Iterable[str]) -> str:
    """The Content-Security-Policy for these inline styles and scripts, each given as it stands in its element."""
    directives = (
        "default-src 'none'",
        f"style-src {_hashes(styles)}",
        f"script-src {_hashes(scripts)}",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types kprobe",
    )
    return "; ".join(directives)


def _hashes(texts: Iterable[str]) -> str:
    return " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(t.encode()).digest()).decode()}'" for t in texts)
