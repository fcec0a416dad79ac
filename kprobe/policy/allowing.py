"""Which requests of objects the operator listens to."""

from __future__ import annotations

from kprobe.model.policy import IgnoreRequest
from kprobe.policy.policy import Policy
from kprobe.policy.selection import fits

_POLICY_CODES = "KP9"


def allows(policy: Policy, request: IgnoreRequest) -> bool:
    """Whether the object's namespace may ignore the code; nobody may ignore what the policy itself finds.

    What has no namespace belongs to no tenant, and is the policy file's own business.
    """
    return (
        bool(request.code)
        and bool(request.subject.namespace)
        and not request.code.startswith(_POLICY_CODES)
        and any(
            fits(request.subject.namespace, a.namespaces) and fits(request.code, a.codes) for a in policy.annotations
        )
    )
