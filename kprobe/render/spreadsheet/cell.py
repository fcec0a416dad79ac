"""One cell: text that a spreadsheet shows as it stands, and never works out.

A spreadsheet may take a cell for a formula that begins with =, +, -, @, a tab or a line end, and with the full-width
forms where the locale has them (OWASP, CSV Injection). A quotation mark before it makes it text. Where a locale
separates by another character than the comma, that character begins a new cell in the middle of one.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

Value = str | int | float | bool | datetime | None

_TRIGGERS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_TRIGGER = re.compile(f"[{_TRIGGERS}]")
_BEGINS = re.compile(rf"\s*[{_TRIGGERS}]|[\t\r\n]")
_SEPARATED = re.compile(rf'([;,|\t\r\n]"*)(?=[{_TRIGGERS}])')


def cell(value: Value) -> str:
    """Times in UTC (RFC 3339), seconds with six decimals, `true` and `false`; empty for None."""
    if not value and not isinstance(value, (int, float)):
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, float):
        return f"{value:.6f}"
    return str(value)


def harmless(text: str) -> str:
    """`text` with a single quotation mark before whatever could begin a formula."""
    if _TRIGGER.search(text) is None and not text.startswith(("\t", "\r", "\n")):
        return text
    text = _SEPARATED.sub(r"\1'", text)
    return f"'{text}" if _BEGINS.match(text) else text
