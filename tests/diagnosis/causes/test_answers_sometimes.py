from __future__ import annotations

from msgspec.structs import replace

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry
from kprobe.model.finding import Severity
from kprobe.model.probe import Observation, PortState, Stage
from tests.kit.comparing import answered, compared, saw, works
from tests.kit.objects import cluster, container_port, deployed, node, served, service, service_port
from tests.kit.shop import shop

WEB = "node-port/shop/web/80/TCP"
SOUND = served(service("web", selector={"app": "web"}), deployed("web"), deployed("web", 2, addresses=("10.244.0.8",)))


def sometimes(entry: Entry) -> Observation:
    return saw(entry, PortState.OPEN, attempts=3, succeeded=1)


def test_some_of_several_attempts() -> None:
    found = compared(cluster(*SOUND), sometimes)
    assert found.reports[WEB].verdict is Verdict.DEGRADED
    (finding,) = found.made()
    assert (found.cause(WEB), finding.code, finding.severity) == ("answers-sometimes", "KP804", Severity.WARNING)
    assert "1 of 3" in finding.message


def test_a_node_that_fails_outright_outranks_it() -> None:
    found = compared(cluster(*SOUND), lambda e: saw(e, PortState.FILTERED) if e.node == "node2" else sometimes(e))
    assert found.cause(WEB) == "node-differs"
    assert {f.code for f in found.made()} == {"KP802", "KP804"}


def test_all_attempts() -> None:
    assert compared(cluster(*SOUND), works).made() == ()


def test_a_first_attempt_that_succeeds_is_not_sometimes() -> None:
    found = compared(cluster(*SOUND), lambda e: saw(e, PortState.OPEN, attempts=1, succeeded=1))
    assert found.reports[WEB].verdict is Verdict.REACHABLE


def test_how_the_others_end_and_which_endpoint_differs() -> None:
    odd = deployed("web", 3, addresses=("10.244.0.9",), image="registry.example/app:2")
    found = compared(
        cluster(*served(service("web", selector={"app": "web"}), *SOUND[1:3], odd)),  # type: ignore[arg-type]
        lambda e: saw(e, PortState.OPEN, attempts=3, succeeded=1, error="refused"),
    )
    message = found.made()[0].message
    assert "answers 1 of 3 times (else refused)" in message
    assert message.endswith("most likely Pod shop/web-7d4b9-3 on node1")


def test_one_endpoint_alone_is_never_called_one_of_several() -> None:
    alone = served(service("web", selector={"app": "web"}), deployed("web"))
    (finding,) = compared(cluster(*alone), sometimes).made()
    assert finding.message.endswith("the only endpoint behind it answers only some of the time")
    assert "kubectl top pod" in finding.fix[0]


def test_behind_a_controller_its_replicas_may_be_the_unsteady_ones() -> None:
    found = shop(lambda e: replace(answered(e), succeeded=2))
    assert found.made()[0].message.endswith("the only endpoint behind it answers only some of the time")


def test_a_host_port_has_one_process() -> None:
    edge = deployed("edge", ports=(container_port(8080, host=8080),))
    (finding,) = compared(cluster(node("node1"), edge), sometimes).made()
    assert finding.message.endswith("its process answers only some of the time")


def test_a_port_that_takes_a_connection_and_not_the_next_comes_and_goes() -> None:
    """A pod whose readiness flaps: open when it was swept, refused when it was to be asked."""
    alone = served(service("web", service_port(80, node=30080, name="http"), selector={"app": "web"}), deployed("web"))
    gone = compared(
        cluster(*alone),
        lambda e: saw(e, PortState.OPEN, stage=Stage.CONNECT, succeeded=0, error="refused", http=None),
    )
    assert gone.reports[WEB].verdict is Verdict.DEGRADED
    (finding,) = gone.made()
    assert "takes a connection, and not the next (refused): the only endpoint behind it" in finding.message
    sql = served(service("web", service_port(5432, node=30080, name="sql"), selector={"app": "web"}), deployed("web"))
    unasked = compared(cluster(*sql), lambda e: saw(e, PortState.OPEN, stage=Stage.CONNECT, http=None))
    assert unasked.reports["node-port/shop/web/5432/TCP"].verdict is Verdict.REACHABLE
    assert unasked.made() == ()
