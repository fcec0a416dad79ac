from __future__ import annotations

import json
import shlex

from tests.kit.ingress import served_by
from tests.kit.lookup import fixed
from tests.kit.objects import cluster, ingress, service


def test_the_closest_service_is_put_there_if_the_rule_is_still_the_same() -> None:
    of = cluster(ingress("front", to="wbe"), service("web"), service("mail", type_="ClusterIP"), *served_by())
    (command,) = fixed(of, "KP501")
    words = shlex.split(command)
    assert words[:6] == ["kubectl", "-n", "shop", "patch", "ingress/front", "--type=json"]
    place = "/spec/rules/0/http/paths/0/backend/service/name"
    assert json.loads(words[-1]) == [
        {"op": "test", "path": place, "value": "wbe"},
        {"op": "replace", "path": place, "value": "web"},
    ]


def test_a_default_backend_has_another_place() -> None:
    of = cluster(ingress("front", to="wbe", default_backend=True), service("web"), *served_by())
    assert "/spec/defaultBackend/service/name" in fixed(of, "KP501")[0]


def test_no_service_that_is_alike_gives_no_command() -> None:
    assert fixed(cluster(ingress("front", to="wbe"), service("mail"), *served_by()), "KP501") == ()
