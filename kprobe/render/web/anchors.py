"""Where a link inside the page leads: short, harmless, and the same in every report of the same thing."""

from __future__ import annotations

import hashlib


def way_anchor(exposure: str) -> str:
    """For the id of a way in."""
    return f"w{_digest(exposure)}"


def finding_anchor(finding: str) -> str:
    """For the id of a finding."""
    return f"f{_digest(finding)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
