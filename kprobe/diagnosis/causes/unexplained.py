"""What was seen is not what the configuration predicts, and nothing in the catalogue explains it.

## Why it matters

The disagreement itself is the finding: the API is no full account of what happens on the way. It is said, and not
guessed at.

## Example

```
predicted open, seen no answer; what stands between is not in the API
```

## How to fix

Follow the route link by link from the entry inwards, with the evidence beside each. If the explanation is one that
kprobe should know, please report it with a snapshot.

## Sources

The prediction's own link, which the report shows.
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.wording import seen, witness
from kprobe.model.finding import Confidence


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """The last resort: the disagreement itself is the finding."""
    expected = (
        " or ".join(s.value for s in entry.prediction.states)
        if entry.prediction and entry.prediction.states
        else "unknown"
    )
    return Explanation(
        confidence=Confidence.POSSIBLE,
        subject=case.exposure.source,
        message=f"predicted {expected}, seen {seen(entry.observation)}; what stands between is not in the API",
        evidence=(witness(entry),),
        detail=f"{case.exposure.kind}/{case.exposure.port}",
    )


CAUSE = Cause(slug="unexplained", rank=99, when=When.FAILING, explain=explain, code="KP800", title="Not as predicted")
