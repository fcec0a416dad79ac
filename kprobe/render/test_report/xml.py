"""The suites as XML that Jenkins' and Ant's schemas both take."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from kprobe.render.test_report.case import Case, Outcome, Suite

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def document(suites: Sequence[Suite], properties: Mapping[str, str], made: datetime, host: str) -> str:
    """The whole file in ASCII, other characters as references; `made`: when, `host`: where the cases ran."""
    root = ET.Element("testsuites")
    for number, suite in enumerate(suites):
        element = ET.SubElement(
            root,
            "testsuite",
            {
                "id": str(number),
                "name": suite.name,
                "package": "kprobe",
                "timestamp": made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"),  # Ant's schema takes no time zone
                "hostname": allowed(host),
                "tests": str(len(suite.cases)),
                "failures": _count(suite, Outcome.FAILED),
                "errors": "0",
                "skipped": _count(suite, Outcome.SKIPPED),
                "time": f"{suite.seconds:.3f}",  # Jenkins' schema takes no more decimals
            },
        )
        _properties(element, properties)
        for case in suite.cases:
            _case(element, case)
        _text(element, "system-out", "\n".join(suite.told))
        _text(element, "system-err", "")
    ET.indent(root)
    encoded: bytes = ET.tostring(root, encoding="us-ascii", xml_declaration=True)
    return encoded.decode("ascii") + "\n"


def allowed(text: str) -> str:
    """`text` with every character that XML 1.0 forbids shown as an escape; no reference could stand for it."""
    return _FORBIDDEN.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


def _count(suite: Suite, outcome: Outcome) -> str:
    return str(sum(case.outcome is outcome for case in suite.cases))


def _properties(suite: ET.Element, properties: Mapping[str, str]) -> None:
    parent = ET.SubElement(suite, "properties")
    for name, value in properties.items():
        ET.SubElement(parent, "property", {"name": name, "value": allowed(value)})


def _case(suite: ET.Element, case: Case) -> None:
    about = {"classname": allowed(case.group), "name": allowed(case.name), "time": f"{case.seconds:.6f}"}
    element = ET.SubElement(suite, "testcase", about)
    if case.outcome is not Outcome.PASSED:
        ended = _text(element, case.outcome.value, case.text)
        ended.attrib.update(message=allowed(case.message), type=allowed(case.kind))


def _text(parent: ET.Element, tag: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, tag)
    element.text = allowed(text) or None
    return element
