from __future__ import annotations

import json

import pytest
import yaml

from kprobe.model.difference import Difference
from tests.kit import differences


@pytest.mark.parametrize("difference", [differences.every_change(), differences.hostile(), differences.nothing()])
@pytest.mark.parametrize("unicode", [True, False])
def test_it_is_the_document_of_json(difference: Difference, unicode: bool) -> None:  # noqa: FBT001
    text = differences.rendered(difference, "yaml", unicode=unicode)
    assert yaml.safe_load(text) == json.loads(differences.rendered(difference, "json"))
    assert unicode or text.isascii()
