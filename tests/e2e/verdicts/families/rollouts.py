"""Workloads of every kind, on their way or stuck: what stands behind a Service while something is being changed."""

from __future__ import annotations

from typing import Any

from tests.e2e.objects import Object, pod
from tests.e2e.verdicts.build import (
    NAMED,
    as_kind,
    at,
    everywhere,
    host_port,
    labelled,
    never_ready,
    only_at,
    pods_of,
    port,
    service,
    shell,
    spec,
    web,
)
from tests.e2e.verdicts.scenario import CLOSED, DEGRADED, REACHABLE, UNREACHABLE, Cause, Scenario, Verdicts

FAMILY = "rollout"
WAY = "node-port/$NS/web/80/TCP"
GUILTY = ("Service/web", "Deployment/web")
NOWHERE: Object = {"image": "registry.invalid/none:1"}
_SECOND: Object = {
    "name": "web",
    # Without it the pod would be ready for as long as the server takes to fail: every time that it is tried again.
    "readinessProbe": {"exec": {"command": ["true"]}, "initialDelaySeconds": 30},
}
ROLLING: Object = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}}


def _behind(
    name: str,
    number: int,
    built: str,
    *objects: Object,
    verdict: Verdicts = REACHABLE,
    codes: tuple[str, ...] = (),
    because: str = "",
    **more: Any,
) -> Scenario:
    """Behind a NodePort; broken where there are codes."""
    sees = {"doors": everywhere(number, CLOSED if verdict == UNREACHABLE else ("open",))}
    subjects = more.pop("subjects", GUILTY)
    cause = Cause(codes=codes, subjects=subjects, because=because) if codes else None
    ports = more.pop("service", None) or service(port(number))
    return Scenario(
        name=name,
        family=FAMILY,
        built=built,
        objects=(*objects, ports),
        way=WAY,
        verdict=verdict,
        cause=cause,
        **{**sees, **more},
    )


def _rolling(made: Object) -> Object:
    return {**made, "spec": {**made["spec"], "strategy": ROLLING}}


def _none_made(name: str, number: int, built: str, because: str, *objects: Object, **more: Any) -> Scenario:
    """Refused, because no pod exists."""
    fields: dict[str, Any] = {"codes": ("KP301", "KP306", "KP307"), **more}
    return _behind(name, number, built, *objects, verdict=UNREACHABLE, because=because, **fields)


def _none_ready(name: str, number: int, built: str, because: str, *objects: Object, **more: Any) -> Scenario:
    """Refused, because no pod is ready."""
    fields: dict[str, Any] = {"codes": ("KP302",), **more}
    return _behind(name, number, built, *objects, verdict=UNREACHABLE, because=because, **fields)


def _becomes(change: str) -> tuple[str, ...]:
    return ("patch", "deployment", "web", "-n", "$NS", "--type=json", "-p", change)


_IMAGE = '[{"op": "replace", "path": "/spec/template/spec/containers/0/image", "value": "registry.invalid/none:1"}]'
_ARGS = '[{"op": "replace", "path": "/spec/template/spec/containers/0/args", "value": ["http=:9090"]}]'
_UNREADY = '[{"op": "replace", "path": "/spec/template/spec/containers/0/args", "value": ["http=:8080", "unready"]}]'
_PROBED = {"readinessProbe": {"httpGet": {"path": "/readyz", "port": 8080}, "periodSeconds": 1}}
_CRASHES_ON_3 = "[ $NODE = $NODE3 ] && exit 1; exec workload http=:8080"
_KNOWS_NODE: Object = {"env": [{"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}]}
_NO_PODS: Object = {
    "apiVersion": "v1",
    "kind": "ResourceQuota",
    "metadata": {"name": "none"},
    "spec": {"hard": {"pods": "0"}},
}
_DRAINS: Object = {"lifecycle": {"preStop": {"sleep": {"seconds": 600}}}}


def _job(made: Object) -> Object:
    whole = as_kind("Job", made, 1)
    template = whole["spec"].pop("template")
    whole["spec"] = {"template": {**template, "spec": {**template["spec"], "restartPolicy": "Never"}}}
    return whole


def _cron(made: Object) -> Object:
    whole = as_kind("CronJob", made, 0)
    job = _job(made)["spec"]
    whole["spec"] = {"schedule": "0 3 * * *", "jobTemplate": {"spec": job}}
    return whole


SCENARIOS = (
    # The old pods serve on.
    _behind(
        "ro-image",
        30430,
        "a rolling update stuck at an image that nobody has; the old pod serves",
        pods_of(_rolling(web()), 1),
        then=(_becomes(_IMAGE),),
    ),
    _behind(
        "ro-unready",
        30431,
        "a rolling update whose new pod never becomes ready; the old one serves",
        _rolling(web(container=_PROBED)),
        then=(_becomes(_UNREADY),),
    ),
    _behind(
        "ro-numbers",
        30432,
        "half-way from port 8080 to 8081, named ports, both serve",
        labelled(web(name="old"), app="web"),
        labelled(web("http=:8081", name="new", ports=({"name": "http", "containerPort": 8081},)), app="web"),
        service=service(port(30432, targetPort="http")),
    ),
    _behind(
        "ro-one-named",
        30433,
        "one of two pods has no port of the Service's name, so the other serves alone",
        labelled(web(name="old"), app="web"),
        labelled(web("http=:8081", name="new", ports=({"name": "web", "containerPort": 8081},)), app="web"),
        service=service(port(30433, targetPort="http")),
    ),
    _behind(
        "ro-drains",
        30434,
        "one pod is terminating and says so, another serves",
        pod("leaving", {**spec(container=_DRAINS), "terminationGracePeriodSeconds": 600}),
        labelled(web(name="staying"), app="staying"),
        service=service(port(30434), select={"e2e.kprobe/expect": "ready"}),
        then=(("delete", "pod", "leaving", "-n", "$NS", "--wait=false"),),
    ),
    _behind(
        "ro-stateful", 30435, "a StatefulSet of two", as_kind("StatefulSet", web(), 2, replicas=2, serviceName="web")
    ),
    _behind(
        "ro-daemon",
        30436,
        "a DaemonSet for one node, policy Local: that node answers, the others drop by intent",
        as_kind("DaemonSet", web(**at(2)), 1),
        service=service(port(30436), externalTrafficPolicy="Local"),
        doors=only_at(2, 30436, ("filtered",)),
    ),
    _behind("ro-job", 30437, "a running Job that serves", _job(web())),
    _behind("ro-bare", 30438, "a pod that nobody owns", pod("web", spec())),
    _behind(
        "ro-not-yet",
        30439,
        "one pod serves, one waits for its init container",
        labelled(web(name="old"), app="web"),
        labelled(
            web(name="new", expect="any", initContainers=[{"name": "waits", "image": "$IMAGE", "args": ["pause"]}]),
            app="web",
        ),
    ),
    _behind(
        "ro-published",
        30440,
        "unready pods published by request, one ready and one not, and both serve",
        labelled(web(name="old"), app="web"),
        labelled(never_ready(name="new"), app="web"),
        service=service(port(30440), publishNotReadyAddresses=True),
    ),
    # One of two serves.
    _behind(
        "ro-moved",
        30441,
        "half-way to a version that listens on 9090, which the Service does not know",
        labelled(web(name="old"), app="web"),
        labelled(web("http=:9090", name="new", ports=({**NAMED, "containerPort": 9090},)), app="web"),
        verdict=DEGRADED,
        doors=everywhere(30441, ("open", "closed")),
        codes=("KP804", "KP808"),
        because="the new version listens elsewhere",
        subjects=("Service/web", "Deployment/new", "Pod/new-*"),
    ),
    _behind(
        "ro-published-dead",
        30442,
        "unready pods published by request, and one of them has crashed",
        labelled(web(name="good"), app="web"),
        labelled(shell("sleep 2; exit 1", name="bad", expect="any"), app="web"),
        verdict=DEGRADED,
        doors=everywhere(30442, ("open", "closed")),
        service=service(port(30442), publishNotReadyAddresses=True),
        codes=("KP804", "KP808", "KP309"),
        because="the crashed pod is published all the same",
        subjects=("Service/web", "Deployment/bad", "Pod/bad-*"),
    ),
    # Nobody does.
    _none_ready(
        "ro-recreate",
        30443,
        "replaced by an image that nobody has",
        "the image cannot be pulled",
        pods_of(web(), 1),
        then=(_becomes(_IMAGE),),
    ),
    _none_made(
        "ro-paused",
        30444,
        "a paused Deployment that never made a pod",
        "the Deployment is paused",
        pods_of({**web(), "spec": {**web()["spec"], "paused": True}}, 0),
    ),
    _none_made("ro-quota", 30445, "a quota that allows no pod", "the quota forbids pods", _NO_PODS, pods_of(web(), 0)),
    _none_made(
        "ro-account",
        30446,
        "a service account that does not exist",
        "the service account is missing",
        pods_of(web(serviceAccountName="missing"), 0),
    ),
    _none_made(
        "ro-daemon-nowhere",
        30447,
        "a DaemonSet for nodes that do not exist",
        "no node has the label",
        as_kind("DaemonSet", web(nodeSelector={"example.com/disk": "fast"}), 0),
        subjects=("Service/web", "DaemonSet/web"),
    ),
    _none_made(
        "ro-cron",
        30448,
        "a CronJob that runs at night",
        "the CronJob has no pod now",
        _cron(web()),
        subjects=("Service/web", "CronJob/web"),
    ),
    _none_ready(
        "ro-stateful-first",
        30449,
        "a StatefulSet whose first pod is never ready: the second is never made",
        "its first pod is not ready",
        as_kind("StatefulSet", never_ready(), 1, replicas=2, serviceName="web"),
        subjects=("Service/web", "StatefulSet/web"),
    ),
    _none_ready(
        "ro-volume",
        30450,
        "a StatefulSet whose volume claim nobody fulfils",
        "the volume claim is unbound",
        as_kind(
            "StatefulSet",
            web(expect="pending"),
            1,
            replicas=1,
            serviceName="web",
            volumeClaimTemplates=[
                {
                    "metadata": {"name": "data"},
                    "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
                }
            ],
        ),
        subjects=("Service/web", "StatefulSet/web"),
    ),
    _none_ready(
        "ro-init",
        30451,
        "an init container that never ends",
        "the init container does not end",
        web(expect="any", initContainers=[{"name": "waits", "image": "$IMAGE", "args": ["pause"]}]),
    ),
    _none_ready(
        "ro-config",
        30452,
        "a ConfigMap that does not exist",
        "the ConfigMap is missing",
        web(expect="any", container={"envFrom": [{"configMapRef": {"name": "missing"}}]}),
    ),
    _none_ready(
        "ro-mount",
        30453,
        "a Secret to mount that does not exist",
        "the Secret is missing",
        web(
            expect="any",
            volumes=[{"name": "s", "secret": {"secretName": "missing"}}],
            container={"volumeMounts": [{"name": "s", "mountPath": "/s"}]},
        ),
    ),
    _none_ready(
        "ro-port-held",
        30454,
        "a sidecar of the pod holds the port: the server cannot bind it",
        "the sidecar has the port",
        web(
            expect="any",
            containers=[
                *spec("http=:8080", ports=(), container={"name": "sidecar"})["containers"],
                *shell("sleep 2; exec workload http=:8080", container=_SECOND)["spec"]["template"]["spec"][
                    "containers"
                ],
            ],
        ),
    ),
    _none_made(
        "ro-evicted",
        30455,
        "its bare pod has failed",
        "the pod has failed",
        pod(
            "web",
            {**spec(container={"command": ["sh", "-c", "exit 1"], "args": []}), "restartPolicy": "Never"},
            expect="any",
        ),
        subjects=("Service/web", "Pod/web"),
        codes=("KP301", "KP302"),
    ),
    _none_made(
        "ro-job-done",
        30456,
        "a Job that has finished",
        "the Job has finished",
        _job(web(container={"command": ["sh", "-c", "true"], "args": []}, expect="completed")),
        subjects=("Service/web", "Job/web", "Pod/web-*"),
        codes=("KP301", "KP302"),
    ),
    # Host ports, which no Service helps.
    Scenario(
        name="ro-host-port",
        family=FAMILY,
        built="a rolling update that waits for the host port of its own old pod",
        objects=(_rolling(web(ports=host_port(8200), **at(1))),),
        way="host-port/$NS/Deployment/web/8200/TCP",
        verdict=REACHABLE,
        doors=(*everywhere(8200)[:1],),
        then=(_becomes(_UNREADY),),
        cause=Cause(codes=("KP103",), subjects=("Deployment/web",), because="the old pod has the port"),
    ),
    Scenario(
        name="ro-daemon-crash",
        family=FAMILY,
        built="a DaemonSet with a host port, whose pod on the third node crashes",
        objects=(
            as_kind("DaemonSet", shell(_CRASHES_ON_3, expect="any", ports=host_port(8201), container=_KNOWS_NODE), 3),
        ),
        way="host-port/$NS/DaemonSet/web/8201/TCP",
        verdict=DEGRADED,
        doors=(*everywhere(8201)[:2], *everywhere(8201, CLOSED)[2:]),
        cause=Cause(codes=("KP702",), subjects=("DaemonSet/web", "Pod/web-*"), because="the container crashes there"),
    ),
    Scenario(
        name="ro-daemon-taken",
        family=FAMILY,
        built="a DaemonSet with a host port, which another pod has on the third node",
        objects=(
            pod("first", spec(ports=host_port(8202), nodeName="$NODE3")),
            as_kind("DaemonSet", web(expect="any", ports=host_port(8202)), 3),
        ),
        way="host-port/$NS/DaemonSet/web/8202/TCP",
        verdict=REACHABLE,
        others=(("host-port/$NS/Pod/first/8202/TCP", REACHABLE),),
        doors=everywhere(8202),
        cause=Cause(codes=("KP103",), subjects=("DaemonSet/web",), because="the first pod has the port there"),
    ),
)
