from __future__ import annotations

import pytest

from tests.kit.lookup import fixed
from tests.kit.objects import cluster, service, workload

WEB = service("web", selector={"app": "web"})


@pytest.mark.parametrize(
    ("said", "command"),
    [
        (
            'pods "web-" is forbidden: error looking up service account shop/sa: serviceaccount "sa" not found',
            "kubectl -n shop create serviceaccount sa",
        ),
        (
            'pods "web-x" is forbidden: exceeded quota: small, requested: pods=1, used: pods=0, limited: pods=0',
            "kubectl -n shop describe resourcequota small",
        ),
    ],
)
def test_what_the_words_ask_for_is_given_to_paste(said: str, command: str) -> None:
    assert fixed(cluster(WEB, deployments=(workload("web", failure=said),)), "KP307") == (command,)


def test_a_paused_rollout_is_resumed() -> None:
    of = cluster(WEB, deployments=(workload("web", paused=True),))
    assert fixed(of, "KP307") == ("kubectl -n shop rollout resume deployment/web",)


def test_other_words_give_no_command() -> None:
    assert fixed(cluster(WEB, deployments=(workload("web", failure="admission webhook denied it"),)), "KP307") == ()
