"""Services that look wrong, and work; Services that nobody outside is meant to reach."""

from __future__ import annotations

from typing import Any

from tests.e2e.objects import Object, pod
from tests.e2e.verdicts.build import (
    NAMED,
    cluster_ip,
    everywhere,
    host_process,
    labelled,
    never_ready,
    port,
    service,
    slice_of,
    spec,
    web,
)
from tests.e2e.verdicts.scenario import NO_WAY_IN, REACHABLE, Scenario

FAMILY = "Service"
WAY = "node-port/$NS/web/80/TCP"


def _served(name: str, number: int, built: str, *objects: Object, **more: Any) -> Scenario:
    return Scenario(
        name=name,
        family=FAMILY,
        built=built,
        objects=objects,
        way=WAY,
        verdict=REACHABLE,
        doors=everywhere(number),
        **more,
    )


_SIDECAR: Object = {
    "name": "sidecar",
    "image": "$IMAGE",
    "imagePullPolicy": "IfNotPresent",
    "args": ["http=:8081"],
    "restartPolicy": "Always",
    "ports": [{"name": "side", "containerPort": 8081}],
}
_DRAINS = pod(
    "web",
    {
        **spec(container={"lifecycle": {"preStop": {"sleep": {"seconds": 600}}}}),
        "terminationGracePeriodSeconds": 600,
    },
)

SCENARIOS = (
    # Somebody answers, whatever it looks like.
    _served(
        "sv-not-ready-published",
        30148,
        "pods that are not ready, published by request (SV-12)",
        never_ready(),
        service(port(30148), publishNotReadyAddresses=True),
    ),
    _served(
        "sv-numbers-differ",
        30143,
        "one port name, another number in each of two pods (SV-8)",
        labelled(web(name="one"), app="web"),
        labelled(web("http=:8081", name="two", ports=({**NAMED, "containerPort": 8081},)), app="web"),
        service(port(30143, targetPort="http")),
    ),
    _served(
        "sv-sidecar-name",
        30144,
        "targetPort is the name of a native sidecar's port (SV-7, since 1.32)",
        web(initContainers=[_SIDECAR]),
        service(port(30144, targetPort="side")),
    ),
    _served(
        "sv-draining",
        30149,
        "its only pod is terminating and still serves (NP-14)",
        _DRAINS,
        service(port(30149)),
        then=(("delete", "pod", "web", "-n", "$NS", "--wait=false"),),
    ),
    _served(
        "sv-by-hand",
        30150,
        "no selector; a hand-made slice leads to a node's process",
        host_process(name="process", number=8140),
        service(port(30150, targetPort=8140), selector=None),
        slice_of("$ADDRESS1", number=8140),
        others=(("host-network/$NS/Deployment/process/8140/TCP", REACHABLE),),
    ),
    _served(
        "sv-second-address",
        30158,
        "a hand-made slice with a dead second address, which nobody reads (SV-22)",
        host_process(name="process", number=8141),
        service(port(30158, targetPort=8141), selector=None),
        slice_of("$ADDRESS1", "$LOST", number=8141),
    ),
    _served(
        "sv-one-ready",
        30156,
        "one pod of three is ready",
        labelled(web(name="good"), app="web"),
        labelled(never_ready(name="slow", replicas=2), app="web"),
        service(port(30156)),
    ),
    _served(
        "sv-rollout",
        30159,
        "a rollout that cannot pull its image, beside the pod that still serves",
        labelled(web(name="old"), app="web"),
        labelled(web(name="new", expect="waiting", container={"image": "registry.invalid/none:1"}), app="web"),
        service(port(30159)),
    ),
    _served(
        "sv-wide",
        30157,
        "a selector that takes in two workloads, both good",
        labelled(web(name="one"), app="web"),
        labelled(web(name="two"), app="web"),
        service(port(30157)),
    ),
    Scenario(
        name="sv-headless",
        family=FAMILY,
        built="a headless Service: nobody outside is meant to reach it (SV-15)",
        objects=(web(), cluster_ip(port(), clusterIP="None")),
        way="",
        verdict=NO_WAY_IN,
        doors=(),
    ),
    Scenario(
        name="sv-external-name",
        family=FAMILY,
        built="an ExternalName Service that has a selector as well (SV-16)",
        objects=(service(port(), select={"app": "nobody"}, kind="ExternalName", externalName="example.com"),),
        way="",
        verdict=NO_WAY_IN,
        doors=(),
    ),
)
