"""Services and EndpointSlices: why nobody stands behind a NodePort, or why whoever does refuses."""

from __future__ import annotations

from typing import Any

from tests.e2e.objects import Object, pod
from tests.e2e.verdicts.build import (
    HTTP,
    everywhere,
    never_ready,
    port,
    service,
    slice_of,
    spec,
    web,
)
from tests.e2e.verdicts.scenario import CLOSED, SILENT, UNREACHABLE, Cause, Scenario

FAMILY = "Service"
WAY = "node-port/$NS/web/80/TCP"
NONE_READY = ("KP302",)
NONE_SELECTED = ("KP301",)
GUILTY = ("Service/web", "Deployment/web")


def _refused(
    name: str, number: int, built: str, *objects: Object, codes: tuple[str, ...], because: str, **more: Any
) -> Scenario:
    fields: dict[str, Any] = {
        "doors": everywhere(number, CLOSED),
        "cause": Cause(codes=codes, subjects=more.pop("subjects", GUILTY), because=because),
        **more,
    }
    return Scenario(name=name, family=FAMILY, built=built, objects=objects, way=WAY, verdict=UNREACHABLE, **fields)


SCENARIOS = (
    # Refused, because nobody stands behind it.
    _refused(
        "sv-selector",
        30130,
        "a selector that matches no pod (SV-1)",
        web(),
        service(port(30130), select={"app": "wbe"}),
        codes=NONE_SELECTED,
        because="the selector matches no pod",
        subjects=("Service/web",),
    ),
    _refused(
        "sv-near-miss",
        30131,
        "one of the selector's two labels is missing from the pods (SV-1)",
        web(),
        service(port(30131), select={"app": "web", "tier": "front"}),
        codes=NONE_SELECTED,
        because="the pods lack tier=front",
        subjects=("Service/web",),
    ),
    _refused(
        "sv-namespace",
        30132,
        "the pods live in another namespace (SV-2)",
        {**web(), "metadata": {"name": "web", "namespace": "$NS-of-pods"}},
        service(port(30132)),
        codes=NONE_SELECTED,
        because="the pods are in another namespace",
        subjects=("Service/web",),
    ),
    _refused(
        "sv-scaled-to-zero",
        30139,
        "a Deployment scaled to zero",
        web(replicas=0),
        service(port(30139)),
        codes=("KP306",),
        because="the Deployment has no replicas",
    ),
    _refused(
        "sv-finished",
        30140,
        "its only pod has finished (SV-13)",
        pod(
            "web",
            {**spec(container={"image": "$NGINX", "command": ["true"], "args": []}), "restartPolicy": "Never"},
            expect="completed",
        ),
        service(port(30140)),
        codes=(*NONE_SELECTED, *NONE_READY),
        because="finished pods are never endpoints",
        subjects=("Service/web", "Pod/web"),
    ),
    _refused(
        "sv-unready",
        30133,
        "a readiness probe that fails (SV-3)",
        never_ready(),
        service(port(30133)),
        codes=NONE_READY,
        because="no pod is ready",
    ),
    _refused(
        "sv-gate",
        30134,
        "a readiness gate that nobody meets: the containers are ready, the pod is not (SV-4)",
        web(expect="running", readinessGates=[{"conditionType": "example.com/registered"}]),
        service(port(30134)),
        codes=NONE_READY,
        because="the readiness gate is not met",
    ),
    _refused(
        "sv-crash",
        30135,
        "a crash loop",
        web("nonsense", expect="crashing"),
        service(port(30135)),
        codes=NONE_READY,
        because="the container crashes",
    ),
    _refused(
        "sv-image",
        30136,
        "an image that cannot be pulled",
        web(expect="waiting", container={"image": "registry.invalid/none:1"}),
        service(port(30136)),
        codes=NONE_READY,
        because="the image cannot be pulled",
    ),
    _refused(
        "sv-too-big",
        30137,
        "a pod that wants 1000 CPUs: Pending",
        web(expect="pending", container={"resources": {"requests": {"cpu": "1000"}}}),
        service(port(30137)),
        codes=NONE_READY,
        because="no node has room for the pod",
    ),
    _refused(
        "sv-no-node",
        30138,
        "a nodeSelector that no node has: Pending",
        web(expect="pending", nodeSelector={"example.com/disk": "fast"}),
        service(port(30138)),
        codes=NONE_READY,
        because="no node has the label",
    ),
    _refused(
        "sv-name",
        30141,
        "a targetPort name that no container has (SV-5)",
        web(),
        service(port(30141, targetPort="htpp")),
        codes=("KP303",),
        because="no container port is called htpp",
        subjects=("Service/web",),
    ),
    _refused(
        "sv-name-protocol",
        30142,
        "the name exists, for UDP (SV-6)",
        web(*HTTP, "udp=:5353", ports=({"name": "api", "containerPort": 5353, "protocol": "UDP"},)),
        service(port(30142, targetPort="api")),
        codes=("KP303",),
        because="the name belongs to a UDP port",
        subjects=("Service/web",),
    ),
    _refused(
        "sv-by-hand-name",
        30151,
        "a hand-made slice whose port has another name than the Service's (SV-21)",
        service(port(30151), selector=None),
        slice_of("$ADDRESS1", port_name="web", number=10250),
        codes=("KP303",),
        because="slice and Service call the port differently",
        subjects=("Service/web", "EndpointSlice/by-hand"),
    ),
    _refused(
        "sv-by-hand-unready",
        30152,
        "a hand-made slice that says not ready",
        service(port(30152), selector=None),
        slice_of("$ADDRESS1", number=10250, ready=False),
        codes=NONE_READY,
        because="the slice's endpoint is not ready",
        subjects=("Service/web", "EndpointSlice/by-hand"),
    ),
    _refused(
        "sv-nobody",
        30154,
        "neither selector nor slice (SV-20)",
        service(port(30154), selector=None),
        codes=("KP305",),
        because="there is no EndpointSlice",
        subjects=("Service/web",),
    ),
    _refused(
        "sv-empty-selector",
        30155,
        "an empty selector: selects nothing, not everything",
        web(),
        service(port(30155), select={}),
        codes=("KP305",),
        because="an empty selector selects nothing",
        subjects=("Service/web",),
    ),
    # Refused by a pod that is there.
    _refused(
        "sv-target",
        30145,
        "a targetPort where nothing listens (NP-12)",
        web(),
        service(port(30145, targetPort=8999)),
        codes=("KP801",),
        because="nothing listens on 8999",
        subjects=("Service/web",),
    ),
    _refused(
        "sv-no-target",
        30146,
        "no targetPort, so 80, while the process listens on 8080 (SV-10)",
        web(),
        service(port(30146, targetPort=None)),
        codes=("KP801",),
        because="nothing listens on 80",
        subjects=("Service/web",),
    ),
    _refused(
        "sv-loopback",
        30147,
        "the process binds 127.0.0.1 (SV-11)",
        web("http=127.0.0.1:8080"),
        service(port(30147)),
        codes=("KP801",),
        because="the process listens on loopback only",
    ),
    _refused(
        "sv-by-hand-dead",
        30153,
        "a hand-made slice with an address where nobody lives",
        service(port(30153), selector=None),
        slice_of("$LOST"),
        codes=("KP803", "KP801", "KP807", "KP809"),
        because="the slice's only address is dead",
        subjects=("Service/web", "EndpointSlice/by-hand"),
        doors=everywhere(30153, SILENT),
    ),
)
