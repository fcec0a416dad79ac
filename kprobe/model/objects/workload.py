"""apps/v1 Deployment, StatefulSet and DaemonSet: what makes pods, also while there are none."""

from __future__ import annotations

from msgspec import Struct

from kprobe.model.objects.meta import Condition, LabelSelector, ObjectMeta
from kprobe.model.objects.pod import PodSpec

_PAUSED = "DeploymentPaused"  # pkg/controller/deployment/util: PausedDeployReason


class PodTemplate(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """core/v1 PodTemplateSpec. Its hostPorts are as written: only Pods get defaults for them (HN rows)."""

    metadata: ObjectMeta = ObjectMeta()
    spec: PodSpec = PodSpec()


class WorkloadSpec(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """What the three kinds share. `replicas` None is 1 for a Deployment and a StatefulSet; a DaemonSet has none."""

    replicas: int | None = None
    selector: LabelSelector | None = None
    template: PodTemplate = PodTemplate()


class WorkloadStatus(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """Condition ReplicaFailure is where a Deployment says why its pods cannot be made (quota, admission)."""

    conditions: tuple[Condition, ...] | None = None


class Workload(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """One of the three; which one, the list that it came from tells."""

    metadata: ObjectMeta = ObjectMeta()
    spec: WorkloadSpec = WorkloadSpec()
    status: WorkloadStatus = WorkloadStatus()

    @property
    def scaled_to_zero(self) -> bool:
        """Whether somebody asked for no pod at all."""
        return self.spec.replicas == 0

    @property
    def paused(self) -> bool:
        """Whether nothing of it is rolled out for now (a Deployment's spec.paused, as its controller says)."""
        return any(c.type == "Progressing" and c.reason == _PAUSED for c in self.status.conditions or ())
